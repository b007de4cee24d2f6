import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { MINIMUM_AGE_DAYS } from "../../scripts/ci/young-versions.ts";
import { lintFindings } from "./support/linter.ts";
import { checksOf, workflowFaults, workflowOf } from "./support/workflow-rules.ts";

const WORKFLOWS = globSync(".github/workflows/*").toSorted();
const read = (path: string) => readFileSync(path, "utf8");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);

const TEST = ".github/workflows/test.yml";
const DEPLOY = ".github/workflows/deploy.yml";

test("there are those that docs/pipeline.md tells of", () => {
  const names = WORKFLOWS.map((path) => path.split("/").at(-1) ?? "");
  expect(names).toContain("deploy.yml");
  const document = read("docs/pipeline.md");
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

test("the checks that docs/pipeline.md has required are those that a pull request gets", () => {
  const [, required = ""] = read("docs/pipeline.md").match(/the checks (.+?)\./) ?? [];
  const named = [...required.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(WORKFLOWS.flatMap((path) => checksOf(workflowOf(read(path)))).toSorted());
});

test.each(WORKFLOWS)("%s has no fault", (path) => {
  expect(lintFindings(read(path), path)).toEqual([]);
  expect(workflowFaults(read(path), scripts)).toEqual([]);
});

test("an action is pinned to one version everywhere", () => {
  const pins = WORKFLOWS.flatMap((path) => [...read(path).matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(\w+)/g)]);
  expect(pins.length).toBeGreaterThan(WORKFLOWS.length);
  const versions = Map.groupBy(pins, ([, action]) => action);
  for (const [action, uses] of versions)
    expect([action, new Set(uses.map(([, , hash]) => hash)).size]).toEqual([action, 1]);
});

describe("planted in a workflow that is fine, it is seen:", () => {
  const planted: readonly (readonly [what: string, from: string | RegExp, to: string, fault: RegExp])[] = [
    ["a tag for a pin", /@[\da-f]{40} # v7.0.1/, "@v7", /not pinned: actions\/checkout@v7/],
    ["a pin without its version", " # v7.0.1", "", /not pinned/],
    ["permissions for all jobs", "permissions: {}", "permissions: write-all", /no permissions at all/],
    ["a job that says none", "    permissions:\n      contents: read\n", "", /test: says no permissions/],
    ["no time-out", "    timeout-minutes: 30\n", "", /six hours/],
    ["a token in the checkout", "persist-credentials: false", "persist-credentials: true", /keeps the token/],
    ["a script that there is not", "scripts/ci/test.sh", "scripts/ci/tset.sh", /neither a script/],
    ["a script of package.json that there is not", "npm ci", "npm run tset", /neither a script/],
    ["a command of its own", "npm ci", "curl https://example.com/install", /neither a script/],
    ["two commands", "run: npm ci", "run: npm ci && npm test", /more than one command/],
    ["two lines", "run: npm ci", "run: |\n          npm ci\n          npm test", /more than one command/],
    [
      "a title in the shell",
      "run: npm ci",
      "run: npm run \u0024{{ github.event.pull_request.title }}",
      /before the shell/,
    ],
    [
      "strangers' code with secrets",
      "  pull_request:",
      "  pull_request_target:",
      /runs on pull_request_target/,
    ],
  ];

  test.each(planted)("%s", (_, from, to, fault) => {
    const text = read(TEST).replace(from, to);
    expect(text).not.toBe(read(TEST));
    expect(workflowFaults(text, scripts).join("\n")).toMatch(fault);
  });

  test.each([
    ["an unknown key", "timeout-minutes", "timeout-minuets"],
    ["a job that there is not", "needs: test", "needs: tests"],
    ["an input that there is not", "inputs.environment }}", "inputs.enviroment }}"],
    ["a function that there is not", "cancelled()", "canceled()"],
    ["a permission that there is not", "id-token: write", "id-tokens: write"],
  ])("by the linter: %s", (_, from, to) => {
    expect(lintFindings(read(DEPLOY).replace(from, to))).toHaveLength(1);
  });
});

describe("the way of a deployment", () => {
  const { jobs } = workflowOf(read(".github/workflows/main.yml"));
  const deploy = workflowOf(read(DEPLOY)).jobs.deploy;

  test("is tests, dev, prod; and the one that is called by hand", () => {
    const way = Object.entries(jobs).map(([name, job]) => [name, job.needs, job.uses, job.with?.environment]);
    expect(way).toEqual([
      ["test", undefined, `./${TEST}`, undefined],
      ["dev", "test", `./${DEPLOY}`, "dev"],
      ["prod", "dev", `./${DEPLOY}`, "prod"],
    ]);
  });

  // Inside dev, tests are skipped, as they have run; GitHub hands a skip on to all that follows, unless they say
  // this (actions/runner#2205). A plain `success()` would be false.
  test("goes on to prod although dev skips its own tests, and only when dev is well", () => {
    expect(jobs.prod?.if).toBe("\u0024{{ !cancelled() && needs.dev.result == 'success' }}");
  });

  test("gets the rights of AWS after everything is built, and ends with the doctor", () => {
    const steps = deploy?.steps?.map(({ run, uses }) => run ?? uses?.split("@")[0]) ?? [];
    expect(steps.indexOf("aws-actions/configure-aws-credentials")).toBeGreaterThan(
      steps.findIndex((step) => step?.startsWith("npm run synth")),
    );
    expect(steps.at(-1)).toBe('scripts/ci/doctor.sh "$STAGE"');
  });

  test("alone may ask for a token, beside the release", () => {
    const asking = WORKFLOWS.filter((path) =>
      Object.values(workflowOf(read(path)).jobs).some(({ permissions }) => permissions?.["id-token"]),
    );
    expect(asking.map((path) => path.split("/").at(-1))).toEqual(["deploy.yml", "main.yml", "release.yml"]);
  });
});

test("Dependabot waits as long as the check of the lockfile", () => {
  const { updates } = parse(read(".github/dependabot.yml")) as {
    readonly updates: readonly { readonly cooldown: { readonly "default-days": number } }[];
  };
  expect(updates.map(({ cooldown }) => cooldown["default-days"])).toEqual([
    MINIMUM_AGE_DAYS,
    MINIMUM_AGE_DAYS,
  ]);
});

test.each(globSync("scripts/ci/*.sh"))(
  "%s is a script that bash can read, and that ends at its first failure",
  (path) => {
    expect(() => execFileSync("bash", ["-n", path])).not.toThrow();
    expect(read(path)).toMatch(/^#!\/usr\/bin\/env bash\n#[\s\S]*?\nset -euo pipefail\n/);
  },
);
