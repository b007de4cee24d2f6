import { Template } from "aws-cdk-lib/assertions";
import flags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import { beforeAll, describe, expect, it, test } from "vitest";
import cdk from "../../cdk.json" with { type: "json" };
import { stackOf } from "../../infra/app.ts";
import { PROTECTIONS } from "../../src/config/protections.ts";
import { appForTests } from "./support/synthesized.ts";

const DOMAIN = { name: "contact.example.com", hostedZoneId: "Z0TEST", hostedZoneName: "example.com" };

/** What the template has for whoever deploys it. */
interface Asked {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string; readonly Description?: string }>>;
  readonly Metadata: {
    readonly "AWS::CloudFormation::Interface": {
      readonly ParameterGroups: readonly { readonly Parameters: readonly string[] }[];
    };
  };
  readonly Outputs: object;
}

let built: Awaited<ReturnType<typeof appForTests>>;
let dev: Asked;
let prod: Asked;
beforeAll(async () => {
  built = await appForTests({ edge: { prod: { domain: DOMAIN } }, partnerKey: true });
  dev = Template.fromStack(stackOf(built.app, "dev")).toJSON() as Asked;
  prod = Template.fromStack(stackOf(built.app, "prod")).toJSON() as Asked;
});

/** CDK's own, by which it sees that the account was prepared. */
const BOOTSTRAP = "BootstrapVersion";

describe("parameters", () => {
  it("are asked for in groups, each once", () => {
    for (const { Parameters, Metadata } of [dev, prod]) {
      const asked = Metadata["AWS::CloudFormation::Interface"].ParameterGroups.flatMap(
        (group) => group.Parameters,
      );
      expect(asked.toSorted()).toEqual(
        Object.keys(Parameters)
          .filter((name) => name !== BOOTSTRAP)
          .toSorted(),
      );
    }
  });

  it("stay within what CloudFormation takes", () => {
    expect(Object.keys(dev.Parameters).length).toBeLessThanOrEqual(200);
    for (const { Default = "", Description = "" } of Object.values(dev.Parameters)) {
      expect(String(Default).length).toBeLessThanOrEqual(4_096);
      expect(Description.length).toBeLessThanOrEqual(4_000);
    }
  });

  it("have no default where nobody but the operator knows", () => {
    const required = ({ Parameters }: Asked) =>
      Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);
    expect(required(dev).toSorted()).toEqual(["AlertEmail", "AllowedOrigin", "FromEmail"]);
    // The domain says it, as far as the form is on its page.
    expect(required(prod).toSorted()).toEqual(["AlertEmail", "FromEmail"]);
  });
});

describe("what protects money and messages", () => {
  it("is on in both stages, unless the operator says otherwise", () => {
    for (const { Parameters } of [dev, prod]) {
      const set = Object.values(PROTECTIONS).map(({ parameter }) => [
        parameter,
        Parameters[parameter]?.Default,
      ]);
      expect(Object.fromEntries(set)).toEqual({
        Controls: "true",
        HoldRefusedDays: "14",
        DeduplicationWindowSeconds: "600",
        MaxBouncePercent: "4",
        MaxComplaintPercent: "0.1",
        MailSpendLimitUsd: "0.5",
        DailySpendLimitUsd: "5",
      });
    }
  });
});

describe("with CloudFront in front of one stage", () => {
  it("that one is in us-east-1, and the other wherever it is deployed", () => {
    expect(stackOf(built.app, "prod").region).toBe("us-east-1");
    expect(stackOf(built.app, "dev").region).not.toBe("us-east-1");
  });

  it("nobody goes round it, unless the operator says so", () => {
    expect(prod.Parameters.RequireEdge?.Default).toBe("true");
    expect(dev.Parameters.RequireEdge?.Default).toBe("false");
  });

  it("the page's own origin is allowed", () => {
    expect(prod.Parameters.AllowedOrigin?.Default).toBe("https://contact.example.com");
  });
});

test("outputs tell what an operator needs next, by names that stay", () => {
  const always = ["AlertTopicArn", "ApiUrl", "ClickSendSecretArn", "PartnerKeyId", "PartnerPlanId"];
  const here = ["SmsFunctionArn", "Stage"];
  expect(Object.keys(dev.Outputs).toSorted()).toEqual([...always, ...here]);
  const edge = ["EdgeDistributionId", "EdgeUrl", "EdgeWebAclArn"];
  expect(Object.keys(prod.Outputs).toSorted()).toEqual([...always, ...edge, ...here].toSorted());
});

test("the stack is tagged by itself as well, for what CDK cannot tag", () => {
  expect(stackOf(built.app, "prod").tags.tagValues()).toEqual({ project: "postern", stage: "prod" });
});

test("every flag that CDK recommends is decided in cdk.json, and holds wherever the app is made", () => {
  expect(Object.keys(flags).filter((flag) => !(flag in cdk.context))).toEqual([]);
  const { node } = built.app;
  const held = Object.entries(cdk.context).filter(([name, value]) => node.tryGetContext(name) !== value);
  expect(held).toEqual([]);
});
