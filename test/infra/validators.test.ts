import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { App, type Stack } from "aws-cdk-lib";
import { CfnStage } from "aws-cdk-lib/aws-apigateway";
import { CfnDistribution } from "aws-cdk-lib/aws-cloudfront";
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { stackOf } from "../../infra/app.ts";
import { gitHubApp } from "../../infra/github-app.ts";
import { exportSam } from "../../scripts/sam-export.ts";
import { appAlone, appForTests, findingsIn, judged, judgedApp, validator } from "./support/synthesized.ts";

/*
 * What CDK's validator and AwsSolutions say of all that is deployed. They judge here and in no other file: the validator
 * takes ten seconds of processor time before it says its first word.
 */

const DOMAIN = { name: "contact.example.com", hostedZoneId: "Z0TEST", hostedZoneName: "example.com" };

/** The first resource of a class in a stack, to plant a mistake in. */
function firstOf<T>(stack: Stack, kind: new (...args: never[]) => T): T {
  const found = stack.node.findAll().find((each: unknown) => each instanceof kind);
  if (!(found instanceof kind)) throw new TypeError(`There is no ${kind.name}`);
  return found;
}

describe("the validators find nothing, not even to warn of", () => {
  it.each([
    ["in either stage", {}],
    ["with CloudFront in front", { edge: "true" }],
    ["with a domain, and a key for a partner", { edge: { prod: { domain: DOMAIN } }, partnerKey: true }],
  ])("%s", async (_, context) => {
    expect(await findingsIn(await judgedApp(context))).toEqual([]);
  });

  it.each([{}, { stage: "prod" }])("in the app of the pipeline, with the context %j", async (context) => {
    const app = judged(gitHubApp({ outdir: appAlone().outdir, context }));
    expect(await findingsIn(app)).toEqual([]);
  });
});

describe("the validators see", () => {
  it("a right on everything", async () => {
    const app = await judgedApp();
    const role = new Role(stackOf(app, "dev"), "Planted", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    role.addToPolicy(new PolicyStatement({ actions: ["s3:GetObject"], resources: ["*"] }));
    expect(await findingsIn(app)).toContain("AwsSolutions-IAM5[Resource::*]");
  });

  it("a policy of AWS's own, and a queue that takes what is not encrypted on its way", async () => {
    const app = await judgedApp();
    const stack = stackOf(app, "prod");
    new Role(stack, "Planted", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName("AdministratorAccess")],
    });
    new Queue(stack, "PlantedQueue");
    const findings = await findingsIn(app);
    expect(findings.join(" ")).toMatch(
      /AwsSolutions-IAM4.*AwsSolutions-SQS4|AwsSolutions-SQS4.*AwsSolutions-IAM4/,
    );
  });

  it("a property that there is not", async () => {
    const app = await judgedApp();
    const queue = new CfnQueue(stackOf(app, "dev"), "Planted");
    queue.addPropertyOverride("VisibilityTimout", 30);
    expect((await findingsIn(app)).join(" ")).toContain("F3002");
  });

  it("a property of the wrong kind, and end the synthesis", async () => {
    const app = await judgedApp();
    firstOf(stackOf(app, "dev"), CfnStage).addPropertyOverride("TracingEnabled", "often");
    expect(() => app.synth()).toThrow(/TracingEnabled/);
  });

  it("a value that CloudFormation would refuse", async () => {
    const app = await judgedApp({ edge: "true" });
    const distribution = firstOf(stackOf(app, "prod"), CfnDistribution);
    distribution.addPropertyOverride("DistributionConfig.CustomErrorResponses.0.ErrorCode", 429);
    expect(await findingsIn(app)).toEqual(["W3030"]);
  });

  it("a right that is planted in the app of the pipeline, and nothing else", async () => {
    const app = judged(gitHubApp({ outdir: appAlone().outdir }));
    const role = app.node.findAll().find((each) => each instanceof Role);
    role?.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["sts:AssumeRole"], resources: ["arn:aws:iam::*:role/*"] }),
    );
    expect(await findingsIn(app)).toEqual(["AwsSolutions-IAM5[Resource::arn:aws:iam::*:role/*]"]);
  });
});

describe("the template for the SAM CLI", () => {
  /** What CDK's validator finds, by rule. */
  async function findings(template: object, folder: string): Promise<readonly string[]> {
    const templatePath = join(folder, "validated.json");
    await writeFile(templatePath, JSON.stringify(template));
    const nowhere = { accountId: undefined, region: undefined };
    const { violations } = validator.validate({
      templatePaths: [templatePath],
      stackTemplates: [{ templatePath, stackConstructPath: "sam", ...nowhere }],
      appConstruct: new App({ outdir: join(folder, "validated") }),
    });
    return [...new Set(violations.map(({ ruleName }) => ruleName))];
  }
  /** The code lies in a folder, until `sam deploy` puts it into a bucket. */
  const CODE_IS_LOCAL = "W3002";

  it("is told nothing wrong", async () => {
    const { app, folder } = await appForTests();
    await mkdir(join(folder, "sam"));
    await exportSam(app, join(folder, "sam"));
    const sam = parse(await readFile(join(folder, "sam/template.yaml"), "utf8"), { version: "1.1" });
    expect(await findings(sam, folder)).toEqual([CODE_IS_LOCAL]);
    expect(await findings({ ...sam, Conditions: {} }, folder)).not.toEqual([CODE_IS_LOCAL]);
  });
});
