import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Stack } from "aws-cdk-lib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gitHubApp } from "../../infra/github-app.ts";
import { STAGES } from "../../infra/stage.ts";
import { policyFor } from "../../src/cli/doctor/policy.ts";
import { ofType, readable } from "../infra/support/checks.ts";
import { templateOf, UNJUDGED } from "../infra/support/synthesized.ts";

let outdir: string;
let app: App;
beforeEach(async () => {
  outdir = await mkdtemp(join(tmpdir(), "postern-github-"));
  app = gitHubApp({ outdir, ...UNJUDGED });
});
afterEach(() => rm(outdir, { recursive: true }));

const stackOf = (of: App) => {
  const stack = of.node.findChild("postern-github");
  if (!Stack.isStack(stack)) throw new TypeError("There is no stack");
  return stack;
};

interface Policy {
  readonly Statement: readonly {
    readonly Action: string | readonly string[];
    readonly Resource?: unknown;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

test("a role trusts one environment of one repository, word for word, and only tokens made for AWS", () => {
  const template = templateOf(stackOf(app));
  const trusts = ofType(template, "AWS::IAM::Role").map(([, { Properties }]) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as Policy;
    expect(Statement).toHaveLength(1);
    const { Action, Condition = {} } = Statement[0] ?? { Action: "" };
    const conditions = Object.entries(Condition).flatMap(([operator, of]) =>
      Object.entries(of).map(([claim, value]) => `${operator} ${claim} ${readable(template, value)}`),
    );
    return [Properties.RoleName, Action, ...conditions];
  });
  expect(trusts).toEqual(
    STAGES.map((stage) => [
      `postern-github-${stage}`,
      "sts:AssumeRoleWithWebIdentity",
      "StringEquals token.actions.githubusercontent.com:aud sts.amazonaws.com",
      `StringEquals token.actions.githubusercontent.com:sub <SubjectPrefix>:environment:${stage}`,
    ]),
  );
});

test("a role may become three roles of the bootstrap, and ask what the doctor asks", () => {
  const template = templateOf(stackOf(app));
  const policies = ofType(template, "AWS::IAM::Policy");
  expect(policies).toHaveLength(STAGES.length);
  for (const [index, [, { Properties }]] of policies.entries()) {
    const { Statement } = Properties.PolicyDocument as Policy;
    const assumed = Statement.filter(({ Action }) => Action === "sts:AssumeRole");
    expect(assumed.map(({ Resource }) => readable(template, Resource))).toEqual([
      ["deploy", "file-publishing", "lookup"]
        .map(
          (name) => `arn:<Partition>:iam::<AccountId>:role/cdk-hnb659fds-${name}-role-<AccountId>-<Region>`,
        )
        .join(", "),
    ]);
    const actions = (of: Policy["Statement"]) => [...new Set(of.flatMap(({ Action }) => Action))].toSorted();
    const asked = Statement.filter((each) => !assumed.includes(each));
    expect(actions(asked)).toEqual(actions(policyFor(STAGES[index] ?? "dev").Statement));
  }
});

test("the outputs have names that do not change", () => {
  expect(Object.keys(templateOf(stackOf(app)).Outputs ?? {})).toEqual(["RoleArnDev", "RoleArnProd"]);
});

test("the trust in GitHub is made once an account, and outlives this stack", () => {
  const template = templateOf(stackOf(app));
  const [[, provider] = []] = ofType(template, "AWS::IAM::OIDCProvider");
  expect(provider).toMatchObject({
    Condition: "ProviderIsCreated",
    DeletionPolicy: "Retain",
    Properties: { Url: "https://token.actions.githubusercontent.com", ClientIdList: ["sts.amazonaws.com"] },
  });
});

test("the subject of a token is taken as GitHub writes it, old and new, and never with a star", () => {
  const { AllowedPattern } = templateOf(stackOf(app)).Parameters.SubjectPrefix as unknown as {
    AllowedPattern: string;
  };
  const isTaken = (subject: string) => new RegExp(AllowedPattern).test(subject);
  expect(["repo:octo-org/my.repo", "repo:octo-org@123456/my.repo@789012"].map(isTaken)).toEqual([true, true]);
  expect(["repo:octo-org/*", "octo-org/repo", "repo:octo-org/repo:environment:dev"].map(isTaken)).toEqual([
    false,
    false,
    false,
  ]);
});

test("an account may be for one stage alone; one that there is not is refused", () => {
  const one = templateOf(stackOf(gitHubApp({ outdir, context: { stage: "prod" }, ...UNJUDGED })));
  expect(ofType(one, "AWS::IAM::Role").map(([, { Properties }]) => Properties.RoleName)).toEqual([
    "postern-github-prod",
  ]);
  expect(() => gitHubApp({ outdir, context: { stage: "staging" } })).toThrow(
    /one of dev, prod: got "staging"/,
  );
});
