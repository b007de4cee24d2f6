import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, CfnResource } from "aws-cdk-lib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { posternApp, stackOf } from "../../infra/app.ts";
import { STAGES } from "../../infra/stage.ts";
import { buildFunction } from "../../scripts/build-function.ts";
import { FUNCTIONS } from "../../scripts/functions.ts";
import { bundleHash } from "../../src/aws/bundle-hash.ts";
import { NUMBERING_PLANS_DATE } from "../../src/sms/plans-date.ts";
import { ofType, otherRuntimes } from "./support/checks.ts";
import { type Resource, type TemplateJson, templateOf, UNJUDGED } from "./support/synthesized.ts";

let folder: string;
let bundlesFolder: string;
let app: App;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-infra-"));
  bundlesFolder = join(folder, "functions");
  await Promise.all(FUNCTIONS.map((name) => buildFunction(name, join(bundlesFolder, name))));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
beforeEach(() => {
  count += 1;
  app = posternApp({ bundlesFolder, outdir: join(folder, `cdk.out-${count}`), ...UNJUDGED });
});

const lambdas = (template: TemplateJson) => ofType(template, "AWS::Lambda::Function").map(([, each]) => each);

describe.each(STAGES)("the functions of %s", (stage) => {
  it("are those that are built, under their names", () => {
    const names = lambdas(templateOf(stackOf(app, stage))).map(({ Properties }) => Properties.FunctionName);
    expect(names.toSorted()).toEqual(FUNCTIONS.map((name) => `postern-${name}-${stage}`).toSorted());
  });

  it("carry what `npm run build` leaves, to the byte", async () => {
    app.synth();
    for (const { Properties } of lambdas(templateOf(stackOf(app, stage)))) {
      const name = String(Properties.FunctionName).split("-")[1] ?? "";
      expect(await contentsOf(assetOf(app, Properties))).toEqual(await contentsOf(join(bundlesFolder, name)));
      const Value = bundleHash(join(bundlesFolder, name));
      expect(Properties.Tags, "for postern doctor").toContainEqual({ Key: "bundle", Value });
    }
  });

  it("tell how old the numbering plans of sms are, for postern doctor", () => {
    const tagged = lambdas(templateOf(stackOf(app, stage))).flatMap(({ Properties }) =>
      (Properties.Tags as { Key: string; Value: string }[])
        .filter(({ Key }) => Key === "numbering-plans")
        .map(({ Value }) => [Properties.FunctionName, Value]),
    );
    expect(tagged).toEqual([[`postern-sms-${stage}`, NUMBERING_PLANS_DATE]]);
  });

  it("run on Node 24, ARM, with traces, and can be kept to a number of instances", () => {
    const template = templateOf(stackOf(app, stage));
    expect(otherRuntimes(template)).toEqual([]);
    for (const { Properties } of lambdas(template))
      expect(Properties).toMatchObject({
        Architectures: ["arm64"],
        Handler: "index.handler",
        TracingConfig: { Mode: "Active" },
      });
    const limited = lambdas(template).filter(
      ({ Properties }) => "ReservedConcurrentExecutions" in Properties,
    );
    expect(limited.map(({ Properties }) => Properties.FunctionName).toSorted()).toEqual(
      ["contact", "formsubmit", "signup", "sms"].map((name) => `postern-${name}-${stage}`),
    );
    for (const { Properties } of limited)
      expect(Properties.ReservedConcurrentExecutions).toEqual({
        "Fn::If": ["ReservedConcurrencyIsSet", { Ref: "ReservedConcurrency" }, { Ref: "AWS::NoValue" }],
      });
  });

  it("have memory and time as they need", () => {
    const sizes = lambdas(templateOf(stackOf(app, stage))).map(({ Properties }) => [
      String(Properties.FunctionName).split("-")[1],
      Properties.MemorySize,
      Properties.Timeout,
    ]);
    expect(sizes.toSorted()).toEqual([
      ["contact", 256, 20],
      ["deliver", 512, 60],
      ["feedback", 256, 20],
      ["formsubmit", 256, 10],
      ["signup", 256, 20],
      ["sms", 512, 60],
    ]);
  });

  it("log to groups of their own, that forget", () => {
    const template = templateOf(stackOf(app, stage));
    const groups = ofType(template, "AWS::Logs::LogGroup").map(([, { Properties }]) => Properties);
    const days = stage === "prod" ? 90 : 7;
    for (const name of FUNCTIONS)
      expect(groups).toContainEqual(
        expect.objectContaining({
          LogGroupName: `/aws/lambda/postern-${name}-${stage}`,
          RetentionInDays: days,
        }),
      );
  });
});

test("a runtime that nobody knows is seen", () => {
  const stack = stackOf(app, "dev");
  const lambda = stack.node
    .findAll()
    .find((each) => CfnResource.isCfnResource(each) && each.cfnResourceType === "AWS::Lambda::Function");
  (lambda as CfnResource).addPropertyOverride("Runtime", "nodejs99.x");
  expect(otherRuntimes(templateOf(stack))).toEqual([expect.stringMatching(/: nodejs99\.x$/)]);
});

test("a function that was not built is told by its folder", () => {
  expect(() => posternApp({ bundlesFolder: join(folder, "nothing"), outdir: join(folder, "out") })).toThrow(
    /Cannot find asset at .*nothing\/\w+/,
  );
});

const assetOf = (from: App, { Code }: Resource["Properties"]) => {
  const { S3Key } = Code as { S3Key: string };
  return join(from.outdir, `asset.${S3Key.replace(/\.zip$/, "")}`);
};

async function contentsOf(root: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const contents = await Promise.all(
    files.map(async (file) => [file.slice(root.length), await readFile(file, "base64")]),
  );
  return Object.fromEntries(contents);
}
