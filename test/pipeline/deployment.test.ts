import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { variableOf } from "../../scripts/ci/deployment.ts";

const SCRIPT = resolve("scripts/ci/deploy.ts");
const NODE = resolve("node_modules/.bin/node");

const template = {
  Parameters: {
    Environment: { AllowedValues: ["dev"], Default: "dev" },
    FromEmail: {},
    AllowedOrigin: {},
    TruemailApiKey: { Default: "", NoEcho: true },
    SiteName: { Default: "" },
    BootstrapVersion: { Default: "/cdk-bootstrap/hnb659fds/version" },
  },
};

const FULL = { FROM_EMAIL: "forms@example.com", ALLOWED_ORIGIN: "https://example.com?a=b" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-deploy-"));
  await mkdir(join(folder, "cdk.out"));
  await writeFile(join(folder, "cdk.out/postern-dev.template.json"), JSON.stringify(template));
  // Stands for cdk: says what it was told, a line for each argument, and fails in its own way.
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  await writeFile(join(folder, "node_modules/.bin/cdk"), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n');
  await chmod(join(folder, "node_modules/.bin/cdk"), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

function deploy(stage: string | undefined, env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(NODE, [SCRIPT, ...(stage === undefined ? [] : [stage])], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", ...env },
    encoding: "utf8",
  });
  return { status, told: stdout.split("\n"), stderr };
}

describe("deploy.ts", () => {
  test("hands every variable that is set to its parameter, and ends as cdk does", () => {
    const variables = { ...FULL, SITE_NAME: " ", ENVIRONMENT: "staging", AWS_REGION: "eu-central-1" };
    const { status, told } = deploy("dev", {
      DEPLOY_VARIABLES: JSON.stringify(variables),
      TRUEMAIL_API_KEY: "$(touch broken); secret",
    });
    expect(status).toBe(7);
    const [says, ...args] = told;
    expect(says).toBe("Set: FROM_EMAIL, ALLOWED_ORIGIN, TRUEMAIL_API_KEY. All others have their defaults.");
    expect(args.join(" ").trim()).toBe(
      "deploy postern-dev --app cdk.out --build  --require-approval never --progress events --no-previous-parameters " +
        "--parameters FromEmail=forms@example.com --parameters AllowedOrigin=https://example.com?a=b " +
        "--parameters TruemailApiKey=$(touch broken); secret",
    );
  });

  test("takes the environment before the variables, and a blank one for absent", () => {
    const { told } = deploy("dev", {
      DEPLOY_VARIABLES: JSON.stringify(FULL),
      FROM_EMAIL: "me@example.com",
      ALLOWED_ORIGIN: "",
    });
    expect(told).toContain("FromEmail=me@example.com");
    expect(told).toContain("AllowedOrigin=https://example.com?a=b");
  });

  test.each<[string, string | undefined, Record<string, string>, RegExp]>([
    ["an unknown stage", "staging", FULL, /must be one of dev, prod: got "staging"/],
    ["no stage", undefined, FULL, /must be one of dev, prod: got ""/],
    ["a stage that was not synthesized", "prod", FULL, /run "npm run synth" first/],
    [
      "what must be set and is blank",
      "dev",
      { FROM_EMAIL: " " },
      /have to be set: FROM_EMAIL, ALLOWED_ORIGIN\./,
    ],
  ])("refuses %s before cdk is called", (_, stage, env, sentence) => {
    const { status, told, stderr } = deploy(stage, env);
    expect(stderr).toMatch(sentence);
    expect([status, told]).toEqual([2, [""]]);
  });
});

test.each([
  ["FromEmail", "FROM_EMAIL"],
  ["IpLimitPerHour", "IP_LIMIT_PER_HOUR"],
  ["SnsMaxPriceUsd", "SNS_MAX_PRICE_USD"],
])("%s is set by %s", (parameter, variable) => {
  expect(variableOf(parameter)).toBe(variable);
});
