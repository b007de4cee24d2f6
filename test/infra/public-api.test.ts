import { Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { CfnMethod, CfnUsagePlan, MockIntegration } from "aws-cdk-lib/aws-apigateway";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it, test } from "vitest";
import { PublicApi, type PublicApiProps } from "../../infra/public-api.ts";
import { apiLimits } from "../../infra/public-api-limits.ts";
import { methodsOf, publicApiFaults } from "./support/public-api-checks.ts";
import { appAlone } from "./support/synthesized.ts";

type Changes = Partial<Pick<PublicApiProps, "stage" | "withPartnerKey">>;

/** The construct alone, with AwsSolutions as errors: what they find is thrown by `template`. */
function deployed(changes: Changes = {}) {
  const app = appAlone();
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
    limits: apiLimits(stack),
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
  const {
    Ref: ref,
    "Fn::Join": join,
    "Fn::GetAtt": attribute,
    "Fn::FindInMap": found,
  } = value as Record<string, unknown>;
  if (Array.isArray(found)) return `{${found.slice(1).map(written).join(" in ")}}`;
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
  it("lets through to each method what the parameters say, and traces it", () => {
    good.hasResourceProperties("AWS::ApiGateway::Stage", {
      StageName: "dev",
      TracingEnabled: true,
      MethodSettings: [
        {
          HttpMethod: "*",
          ResourcePath: "/*",
          ThrottlingRateLimit: { Ref: "ApiRatePerSecond" },
          ThrottlingBurstLimit: { Ref: "ApiBurst" },
          LoggingLevel: "OFF",
          DataTraceEnabled: false,
        },
      ],
    });
  });

  it("logs what was asked and refused, and nothing about who asked", () => {
    const [{ AccessLogSetting: setting }] = properties(good, "AWS::ApiGateway::Stage") as [
      { AccessLogSetting: { Format: string; DestinationArn: unknown } },
    ];
    expect(written(setting.DestinationArn)).toMatch(/:log-group:\{PublicApiAccessLog\}$/);
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
      DeletionPolicy: "RetainExceptOnCreate",
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

test("the parameters: 5 a second and 10 at once; for each key one a second, one at once, 10 a day", () => {
  const parameters = Object.entries(good.findParameters("*")).flatMap(
    ([name, { Default, MinValue, AllowedValues }]) =>
      /^(?:Api|Partner)/.test(name)
        ? [`${name}: ${Default}, ${AllowedValues ?? `at least ${MinValue}`}`]
        : [],
  );
  expect(parameters).toMatchInlineSnapshot(`
    [
      "ApiRatePerSecond: 5, at least 1",
      "ApiBurst: 10, at least 1",
      "PartnerRatePerSecond: 1, at least 1",
      "PartnerBurst: 1, at least 1",
      "PartnerQuota: 10, at least 1",
      "PartnerQuotaPeriod: DAY, DAY,WEEK,MONTH",
    ]
  `);
});

describe("partners", () => {
  it("have what the parameters say", () => {
    good.hasResourceProperties("AWS::ApiGateway::UsagePlan", {
      UsagePlanName: "postern-partners-dev",
      Quota: { Limit: { Ref: "PartnerQuota" }, Period: { Ref: "PartnerQuotaPeriod" } },
      Throttle: { RateLimit: { Ref: "PartnerRatePerSecond" }, BurstLimit: { Ref: "PartnerBurst" } },
      ApiStages: [Match.objectLike({ Stage: Match.anyValue() })],
    });
  });

  it("get a key when it is asked for, and the template does not hold it", () => {
    good.resourceCountIs("AWS::ApiGateway::ApiKey", 0);
    const withKey = deployed({ withPartnerKey: true }).template();
    withKey.hasResourceProperties("AWS::ApiGateway::ApiKey", { Enabled: true, Value: Match.absent() });
    withKey.resourceCountIs("AWS::ApiGateway::UsagePlanKey", 1);
    expect(withKey.findOutputs("PartnerKeyId")).toMatchObject({ PartnerKeyId: {} });
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
            ([name, value]) => `${name.replace("gatewayresponse.header.", "")}: ${written(value)}`,
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
          "Retry-After: '{{PartnerQuotaPeriod} in Seconds}'",
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

  it("promises no new quota before its period is surely over", () => {
    good.hasMapping("*", {
      DAY: { Seconds: "86400" },
      WEEK: { Seconds: "604800" },
      MONTH: { Seconds: "2678400" },
    });
  });
});

describe("checks see planted mistakes", () => {
  it("and nothing in the template as it is", () => {
    expect(publicApiFaults(good.toJSON())).toEqual([]);
    expect(publicApiFaults(deployed({ withPartnerKey: true, stage: "prod" }).template().toJSON())).toEqual(
      [],
    );
  });

  it("a quota by the hour, which CDK's validator lets through", () => {
    const planted = deployed();
    only(planted, CfnUsagePlan).addPropertyOverride("Quota.Period", "HOUR");
    expect(publicApiFaults(planted.template().toJSON())).toEqual([
      "A quota's period is HOUR: API Gateway has none",
    ]);
  });

  it("a parameter that allows the hour, or anything", () => {
    const template = good.toJSON();
    const withPeriods = (parameter: object) =>
      publicApiFaults({ ...template, Parameters: { ...template.Parameters, PartnerQuotaPeriod: parameter } });
    expect(withPeriods({ AllowedValues: ["DAY", "HOUR"] })).toEqual([
      "A quota's period is HOUR: API Gateway has none",
    ]);
    expect(withPeriods({})).toEqual(["A quota's period is anything: API Gateway has none"]);
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
});

interface Planted {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
