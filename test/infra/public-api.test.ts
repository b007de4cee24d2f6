import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { CfnMethod, CfnStage, CfnUsagePlan, MockIntegration } from "aws-cdk-lib/aws-apigateway";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, describe, expect, it } from "vitest";
import { PublicApi, type PublicApiProps } from "../../infra/public-api.ts";
import { methodsOf, publicApiFaults } from "../../infra/public-api-checks.ts";

const outputs = mkdtempSync(join(tmpdir(), "postern-public-api-"));
afterAll(() => rmSync(outputs, { recursive: true }));

type Changes = Partial<Omit<PublicApiProps, "contact" | "signup" | "formsubmit">>;

/** The construct alone, with CDK's validator and AwsSolutions as errors: what they find is thrown by `template`. */
function deployed(changes: Changes = {}) {
  const strict = { "aws:cdk:bundling-stacks": [], "@aws-cdk/core:validateAgainstDefaultRules": true };
  const app = new App({ context: strict, outdir: mkdtempSync(join(outputs, "app-")) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, "Test");
  const role = new Role(stack, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  const code = Code.fromInline("exports.handler = async () => ({ statusCode: 200 });");
  const named = (id: string) =>
    new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code, role });
  const publicApi = new PublicApi(stack, "PublicApi", {
    stage: "dev",
    contact: named("Contact"),
    signup: named("Signup"),
    formsubmit: named("Formsubmit"),
    ...changes,
  });
  return { publicApi, template: () => Template.fromStack(stack) };
}

/** The one resource of a class below the construct, to plant a mistake in. */
function only<T>(
  { publicApi }: ReturnType<typeof deployed>,
  kind: new (...args: never[]) => T,
  suits: (resource: T) => boolean = () => true,
): T {
  const found = publicApi.node
    .findAll()
    .flatMap((each: unknown) => (each instanceof kind && suits(each) ? [each] : []));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`There are ${found.length} of them`);
  return first;
}

const properties = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** An intrinsic as text: `Fn::Join` joined, a reference as its name without the hash. */
function written(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref: ref, "Fn::Join": join, "Fn::GetAtt": attribute } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(written).join(join[0]);
  const name = Array.isArray(attribute) ? attribute[0] : ref;
  return `{${String(name).replace(/[0-9A-F]{8}$/, "")}}`;
}

const good = deployed().template();

describe("routes", () => {
  it("are the five that strangers may call and the one for partners", () => {
    expect(
      methodsOf(good.toJSON()).map(({ name, needsKey }) => `${name}${needsKey ? " with a key" : ""}`),
    ).toMatchInlineSnapshot(`
      [
        "POST /contact",
        "OPTIONS /contact",
        "GET /contact/thanks",
        "POST /signup",
        "OPTIONS /signup",
        "POST /formsubmit with a key",
      ]
    `);
  });

  it("lead to their functions as they came", () => {
    const targets = properties(good, "AWS::ApiGateway::Method").map(
      ({ HttpMethod, Integration: { Type, Uri } }) =>
        `${HttpMethod} ${Type} ${/\{([^}]+)\}\/invocations$/.exec(written(Uri))?.[1]}`,
    );
    expect(targets).toMatchInlineSnapshot(`
      [
        "POST AWS_PROXY Contact",
        "OPTIONS AWS_PROXY Contact",
        "GET AWS_PROXY Contact",
        "POST AWS_PROXY Signup",
        "OPTIONS AWS_PROXY Signup",
        "POST AWS_PROXY Formsubmit",
      ]
    `);
  });

  it("are all that API Gateway may invoke: no wildcard, no test button", () => {
    const rights = properties(good, "AWS::Lambda::Permission").map(
      ({ Action, FunctionName, SourceArn }) =>
        `${Action} ${written(FunctionName)} from ${written(SourceArn).split(":").at(-1)}`,
    );
    expect(rights).toMatchInlineSnapshot(`
      [
        "lambda:InvokeFunction {Contact} from {PublicApi}/{PublicApiDeploymentStagedev}/POST/contact",
        "lambda:InvokeFunction {Contact} from {PublicApi}/{PublicApiDeploymentStagedev}/OPTIONS/contact",
        "lambda:InvokeFunction {Contact} from {PublicApi}/{PublicApiDeploymentStagedev}/GET/contact/thanks",
        "lambda:InvokeFunction {Signup} from {PublicApi}/{PublicApiDeploymentStagedev}/POST/signup",
        "lambda:InvokeFunction {Signup} from {PublicApi}/{PublicApiDeploymentStagedev}/OPTIONS/signup",
        "lambda:InvokeFunction {Formsubmit} from {PublicApi}/{PublicApiDeploymentStagedev}/POST/formsubmit",
      ]
    `);
  });

  it("belong to a regional API that takes TLS 1.2 or newer, with no resource policy", () => {
    good.hasResourceProperties("AWS::ApiGateway::RestApi", {
      Name: "postern-api-dev",
      EndpointConfiguration: { Types: ["REGIONAL"] },
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      EndpointAccessMode: "STRICT",
      ApiKeySourceType: "HEADER",
      Policy: Match.absent(),
    });
  });
});

describe("the stage", () => {
  it("lets 5 requests a second and 10 at once through to each method, and traces them", () => {
    good.hasResourceProperties("AWS::ApiGateway::Stage", {
      StageName: "dev",
      TracingEnabled: true,
      MethodSettings: [
        {
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: 5,
          ThrottlingBurstLimit: 10,
          LoggingLevel: "OFF",
          DataTraceEnabled: false,
        },
      ],
    });
  });

  it("takes other limits", () => {
    deployed({ requestsPerSecond: 50, burst: 100 })
      .template()
      .hasResourceProperties("AWS::ApiGateway::Stage", {
        MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 })],
      });
  });

  it.each([
    { requestsPerSecond: 0 },
    { requestsPerSecond: 0.5 },
    { requestsPerSecond: Number.NaN },
    { burst: -1 },
  ])("refuses %o, which would shut the doors or leave them open", (limits) => {
    expect(() => deployed(limits)).toThrow(RangeError);
  });

  it("logs what was asked and refused, and nothing about who asked", () => {
    const [{ AccessLogSetting: setting }] = properties(good, "AWS::ApiGateway::Stage") as [
      { AccessLogSetting: { Format: string; DestinationArn: unknown } },
    ];
    expect(written(setting.DestinationArn)).toBe("{PublicApiAccessLog}");
    expect(JSON.parse(setting.Format)).toMatchInlineSnapshot(`
      {
        "apiKeyId": "$context.identity.apiKeyId",
        "atMs": "$context.requestTimeEpoch",
        "functionLatencyMs": "$context.integrationLatency",
        "functionStatus": "$context.integrationStatus",
        "latencyMs": "$context.responseLatency",
        "method": "$context.httpMethod",
        "refusedBy": "$context.error.responseType",
        "requestId": "$context.requestId",
        "responseBytes": "$context.responseLength",
        "route": "$context.resourcePath",
        "status": "$context.status",
        "traceId": "$context.xrayTraceId",
      }
    `);
  });

  it("keeps its log for 30 days, and in prod when the stack goes", () => {
    good.hasResource("AWS::Logs::LogGroup", {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: "Delete",
    });
    const prod = deployed({ stage: "prod" }).template();
    prod.hasResource("AWS::Logs::LogGroup", {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: "Retain",
    });
    prod.hasResourceProperties("AWS::ApiGateway::RestApi", { Name: "postern-api-prod" });
  });

  it("leaves the account's role for logs behind: other APIs write with it", () => {
    good.hasResource("AWS::ApiGateway::Account", { DeletionPolicy: "Retain" });
    good.hasResource("AWS::IAM::Role", {
      Properties: Match.objectLike({
        AssumeRolePolicyDocument: Match.objectLike({
          Statement: [Match.objectLike({ Principal: { Service: "apigateway.amazonaws.com" } })],
        }),
      }),
      DeletionPolicy: "Retain",
    });
  });
});

describe("partners", () => {
  it("have 10 calls a day, one a second, one at a time", () => {
    good.hasResourceProperties("AWS::ApiGateway::UsagePlan", {
      UsagePlanName: "postern-partners-dev",
      Quota: { Limit: 10, Period: "DAY", Offset: 0 },
      Throttle: { RateLimit: 1, BurstLimit: 1 },
      ApiStages: [Match.objectLike({ Stage: Match.anyValue() })],
    });
  });

  it("have the plan that is given, or no quota at all", () => {
    const quota = { limit: 5_000, period: "week", offset: 1 } as const;
    deployed({ partnerPlan: { ratePerSecond: 20, burst: 40, quota } })
      .template()
      .hasResourceProperties("AWS::ApiGateway::UsagePlan", {
        Quota: { Limit: 5_000, Period: "WEEK", Offset: 1 },
        Throttle: { RateLimit: 20, BurstLimit: 40 },
      });
    deployed({ partnerPlan: { ratePerSecond: 20, burst: 40 } })
      .template()
      .hasResourceProperties("AWS::ApiGateway::UsagePlan", { Quota: Match.absent() });
  });

  it("get a key when it is asked for, and the template does not hold it", () => {
    good.resourceCountIs("AWS::ApiGateway::ApiKey", 0);
    const withKey = deployed({ withApiKey: true }).template();
    withKey.hasResourceProperties("AWS::ApiGateway::ApiKey", { Enabled: true, Value: Match.absent() });
    withKey.resourceCountIs("AWS::ApiGateway::UsagePlanKey", 1);
    expect(Object.keys(withKey.findOutputs("*")).some((name) => name.includes("PartnerKeyId"))).toBe(true);
  });
});

describe("what the gateway says itself", () => {
  /** Type, and the headers it adds. */
  const answers = (template: Template) =>
    Object.fromEntries(
      properties(template, "AWS::ApiGateway::GatewayResponse").map(
        ({ ResponseType, ResponseParameters = {} }) => [
          ResponseType,
          Object.entries(ResponseParameters).map(
            ([name, value]) => `${name.replace("gatewayresponse.header.", "")}: ${value}`,
          ),
        ],
      ),
    );

  it("tells when to come back, and lets pages read it where browsers call", () => {
    expect(answers(good)).toMatchInlineSnapshot(`
      {
        "DEFAULT_4XX": [
          "Access-Control-Allow-Origin: '*'",
          "Access-Control-Expose-Headers: 'Retry-After'",
        ],
        "DEFAULT_5XX": [
          "Access-Control-Allow-Origin: '*'",
          "Access-Control-Expose-Headers: 'Retry-After'",
        ],
        "INVALID_API_KEY": [],
        "QUOTA_EXCEEDED": [
          "Retry-After: '86400'",
        ],
        "THROTTLED": [
          "Access-Control-Allow-Origin: '*'",
          "Access-Control-Expose-Headers: 'Retry-After'",
          "Retry-After: '1'",
        ],
      }
    `);
  });

  it("keeps API Gateway's bodies and status codes", () => {
    for (const answer of properties(good, "AWS::ApiGateway::GatewayResponse")) {
      expect(answer.ResponseTemplates).toEqual({
        "application/json": '{"message":$context.error.messageString}',
      });
      expect(answer).not.toHaveProperty("StatusCode");
    }
  });

  it.each([
    { period: "week", seconds: 604_800 },
    { period: "month", seconds: 2_678_400 },
  ] as const)("promises no new quota before the $period is surely over", ({ period, seconds }) => {
    const partnerPlan = { ratePerSecond: 0.25, burst: 1, quota: { limit: 100, period } };
    const said = answers(deployed({ partnerPlan }).template());
    expect(said.QUOTA_EXCEEDED).toContain(`Retry-After: '${seconds}'`);
    expect(said.THROTTLED).toContain("Retry-After: '4'");
  });

  it("says nothing of a quota where there is none", () => {
    expect(answers(deployed({ partnerPlan: { ratePerSecond: 1, burst: 1 } }).template())).not.toHaveProperty(
      "QUOTA_EXCEEDED",
    );
  });
});

describe("checks see planted mistakes", () => {
  it("and nothing in the template as it is", () => {
    expect(publicApiFaults(good.toJSON())).toEqual([]);
    expect(publicApiFaults(deployed({ withApiKey: true, stage: "prod" }).template().toJSON())).toEqual([]);
  });

  it("a quota by the hour, which CDK's validator lets through", () => {
    const planted = deployed();
    only(planted, CfnUsagePlan).addPropertyOverride("Quota.Period", "HOUR");
    expect(publicApiFaults(planted.template().toJSON())).toEqual([
      "A quota's period is HOUR: API Gateway has none",
    ]);
  });

  it("a plan by the hour, before there is a template", () => {
    const quota = { limit: 10, period: "hour" as "day" };
    expect(() => deployed({ partnerPlan: { ratePerSecond: 1, burst: 1, quota } })).toThrow(
      'A quota\'s period is day, week or month: API Gateway has no "hour"',
    );
  });

  it("a method that asks for no key where one is required", () => {
    const planted = deployed();
    only(planted, CfnMethod, ({ apiKeyRequired }) => apiKeyRequired === true).addPropertyOverride(
      "ApiKeyRequired",
      false,
    );
    expect(publicApiFaults(planted.template().toJSON())).toEqual([
      "POST /formsubmit can be called without a key",
    ]);
  });

  it("a method that was added in a hurry: ours by its route, AwsSolutions by its missing reason", () => {
    const planted = deployed();
    const { api } = planted.publicApi;
    const method = api.root.addResource("export").addMethod("GET", new MockIntegration());
    expect(() => planted.template()).toThrow(/AwsSolutions-APIG4/);

    Validations.of(method).acknowledge(
      { id: "AwsSolutions-APIG4", reason: "planted" },
      { id: "AwsSolutions-COG4", reason: "planted" },
    );
    expect(publicApiFaults(planted.template().toJSON())).toEqual(["GET /export can be called without a key"]);
  });

  it("a form that asks strangers for a key", () => {
    const template = structuredClone(good.toJSON());
    for (const { Type, Properties } of Object.values(template.Resources) as Planted[]) {
      if (Type === "AWS::ApiGateway::Method" && Properties.HttpMethod === "GET")
        Properties.ApiKeyRequired = true;
    }
    expect(publicApiFaults(template)).toEqual(["GET /contact/thanks asks strangers for a key"]);
  });

  it("a plan before no stage, without a rate, and none at all", () => {
    const planted = deployed();
    const plan = only(planted, CfnUsagePlan);
    plan.addPropertyDeletionOverride("ApiStages");
    plan.addPropertyDeletionOverride("Throttle");
    expect(publicApiFaults(planted.template().toJSON())).toEqual([
      "A usage plan stands before no stage",
      "A usage plan limits no rate",
    ]);

    const { Resources } = good.toJSON();
    const withoutPlan = Object.entries(Resources as Record<string, Planted>).filter(
      ([, { Type }]) => Type !== "AWS::ApiGateway::UsagePlan",
    );
    expect(publicApiFaults({ Resources: Object.fromEntries(withoutPlan) })).toEqual([
      "Keys are asked for and no usage plan admits any",
    ]);
  });

  it("a property of the wrong kind, by CDK's validator", () => {
    const planted = deployed();
    only(planted, CfnStage).addPropertyOverride("TracingEnabled", "often");
    expect(() => planted.template()).toThrow(/TracingEnabled/);
  });
});

interface Planted {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
