import { type App, Validations } from "aws-cdk-lib";
import { MockIntegration } from "aws-cdk-lib/aws-apigateway";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { beforeAll, describe, expect, it, test } from "vitest";
import { stackOf } from "../../infra/app.ts";
import { PublicApi } from "../../infra/public-api.ts";
import { SmsService } from "../../infra/sms-service.ts";
import { STAGES } from "../../infra/stage.ts";
import { ASSUMED } from "../../scripts/attack-model.ts";
import { PARTS } from "../../scripts/standing-costs.ts";
import { PROTECTIONS } from "../../src/config/protections.ts";
import {
  ofType,
  readable,
  referred,
  rights,
  shortVisibilities,
  watched,
  wildcards,
} from "./support/checks.ts";
import { publicApiFaults } from "./support/public-api-checks.ts";
import { appForTests, templateOf } from "./support/synthesized.ts";

let app: App;
beforeAll(async () => {
  ({ app } = await appForTests());
});

/** One to plant something in. */
const another = async (): Promise<App> => (await appForTests()).app;

describe("with CloudFront in front", () => {
  let edge: Awaited<ReturnType<typeof appForTests>>;
  beforeAll(async () => {
    edge = await appForTests({ edge: "true" });
  });

  it("the functions take the secret that it sends", () => {
    const template = templateOf(stackOf(edge.app, "prod"));
    expect(ofType(template, "AWS::CloudFront::Distribution")).toHaveLength(1);
    const taken = ofType(template, "AWS::Lambda::Function").flatMap(([, { Properties }]) => {
      const { EDGE_SECRET } = (Properties.Environment as { Variables: Record<string, unknown> }).Variables;
      return EDGE_SECRET === undefined ? [] : [JSON.stringify(EDGE_SECRET)];
    });
    expect(taken).toHaveLength(2);
    for (const each of taken) expect(each).toMatch(/resolve:secretsmanager:.*:current::.*:previous::/);
    // One version in all of them: a changed secret is never sent before it is taken.
    const [sent] = ofType(template, "AWS::CloudFront::Distribution");
    for (const each of [...taken, JSON.stringify(sent)])
      expect(each).toMatch(/:current::",\{"Ref":"EdgeVersionId"\}/);
    expect(template.Parameters.EdgeSecret).toBeUndefined();
  });

  it("has as many parts as docs/defence-in-depth.md reckons with (mend: PARTS in scripts/standing-costs.ts)", () => {
    const template = templateOf(stackOf(edge.app, "prod"));
    const all = (type: string) => ofType(template, type).map(([, { Properties }]) => Properties);
    const listed = (value: unknown) => (Array.isArray(value) ? value : []);
    const metrics = all("AWS::CloudWatch::Alarm").map(({ Metrics }) =>
      Math.max(1, listed(Metrics).filter(({ MetricStat }) => MetricStat).length),
    );
    const counted: Readonly<Record<string, number>> = {
      wafWebAcl: all("AWS::WAFv2::WebACL").length,
      wafRule: all("AWS::WAFv2::WebACL").flatMap(({ Rules }) => listed(Rules)).length,
      secret: all("AWS::SecretsManager::Secret").length,
      alarm: metrics.reduce((sum, each) => sum + each, 0),
      dashboard: all("AWS::CloudWatch::Dashboard").length,
    };
    const reckoned = (price: string) =>
      PARTS.filter((part) => part.price === price).reduce((sum, { units }) => sum + units, 0);
    expect(Object.fromEntries(Object.keys(counted).map((price) => [price, reckoned(price)]))).toEqual(
      counted,
    );
    const without = ofType(templateOf(stackOf(app, "prod")), "AWS::SecretsManager::Secret");
    expect(PARTS.find(({ price, isEdge }) => price === "secret" && !isEdge)?.units).toBe(without.length);
    expect(template.Parameters.ApiRatePerSecond?.Default).toBe(ASSUMED.requestsPerSecond);
  });

  it("is left out otherwise", () => {
    expect(ofType(templateOf(stackOf(app, "prod")), "AWS::CloudFront::Distribution")).toEqual([]);
  });
});

describe.each(STAGES)("%s", (stage) => {
  it("gives no right on everything, but the two that IAM cannot narrow", () => {
    const wild = wildcards(templateOf(stackOf(app, stage))).map((each) => each.replace(/^\w+: /, ""));
    expect([...new Set(wild)].toSorted()).toEqual([
      "sns:Publish on all but arn:<Partition>:sns:*:*:*",
      "xray:PutTelemetryRecords, xray:PutTraceSegments on *",
    ]);
    expect(wild.filter((each) => each.startsWith("sns:"))).toHaveLength(2);
  });

  it("keeps a message hidden for six times the function's time-out", () => {
    expect(shortVisibilities(templateOf(stackOf(app, stage)))).toEqual([]);
  });

  it("lets strangers call what is for them alone, and partners as their plan says", () => {
    expect(publicApiFaults(templateOf(stackOf(app, stage)))).toEqual([]);
  });

  it("tags all that can be tagged", () => {
    const { Resources } = templateOf(stackOf(app, stage));
    const tagged = Object.values(Resources).filter(({ Properties }) => Properties.Tags !== undefined);
    expect(tagged.length).toBeGreaterThan(15);
    for (const { Properties } of tagged)
      expect(Properties.Tags).toEqual(
        expect.arrayContaining([
          { Key: "project", Value: "postern" },
          { Key: "stage", Value: stage },
        ]),
      );
  });
});

test("a route without a key is seen in the stack too", async () => {
  const stack = stackOf(await another(), "dev");
  const publicApi = stack.node.findAll().find((each) => each instanceof PublicApi);
  const method = publicApi?.api.root.addResource("export").addMethod("GET", new MockIntegration());
  if (!method) throw new TypeError("There is no public API");
  // Even where somebody has told the rules to be quiet.
  for (const id of ["AwsSolutions-APIG4", "AwsSolutions-COG4"])
    Validations.of(method).acknowledge({ id, reason: "planted" });
  expect(publicApiFaults(templateOf(stack))).toEqual(["GET /export can be called without a key"]);
});

describe("what is kept", () => {
  it.each([
    ["dev", "Delete", false],
    ["prod", "RetainExceptOnCreate", true],
  ] as const)("%s: data, secrets and logs: %s; backups: %s", (stage, deletionPolicy, isKept) => {
    const template = templateOf(stackOf(app, stage));
    const kept = ["AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"];
    for (const [id, { DeletionPolicy }] of kept.flatMap((type) => ofType(template, type)))
      expect([id, DeletionPolicy]).toEqual([id, deletionPolicy]);
    for (const [, { Properties }] of ofType(template, "AWS::DynamoDB::Table"))
      expect(Properties).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: isKept },
        DeletionProtectionEnabled: isKept,
      });
    expect(stackOf(app, stage).terminationProtection).toBe(isKept);
  });

  it("stands in four tables, encrypted, forgotten by TTL, with a cap on what writing costs", () => {
    const tables = ofType(templateOf(stackOf(app, "dev")), "AWS::DynamoDB::Table");
    const names = tables.map(([, { Properties }]) => Properties.TableName);
    expect(names.toSorted()).toEqual([
      "postern-messages-dev",
      "postern-rate-limit-dev",
      "postern-signup-dev",
      "postern-sms-dev",
    ]);
    for (const [, { Properties }] of tables) {
      const sortKey = Properties.TableName === "postern-messages-dev" ? ["sk"] : [];
      expect(Properties).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        OnDemandThroughput: { MaxWriteRequestUnits: 100 },
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
        AttributeDefinitions: ["pk", ...sortKey].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        KeySchema: ["pk", ...sortKey].map((AttributeName, i) => ({
          AttributeName,
          KeyType: i === 0 ? "HASH" : "RANGE",
        })),
      });
    }
  });
});

test("secrets stand under their names, and the one that you fill in is told", () => {
  const template = templateOf(stackOf(app, "prod"));
  const secrets = ofType(template, "AWS::SecretsManager::Secret");
  expect(secrets.map(([, { Properties }]) => Properties.Name).toSorted()).toEqual([
    "postern/clicksend-prod",
    "postern/email-hash-prod",
    "postern/phone-hash-prod",
  ]);
  const [clickSend = ""] =
    secrets.find(([, { Properties }]) => Properties.Name === "postern/clicksend-prod") ?? [];
  expect(template.Outputs.ClickSendSecretArn?.Value).toEqual({ Ref: clickSend });
});

describe("the delivery queue", () => {
  it("hides, keeps, redrives and encrypts as docs/delivery.md says", () => {
    const template = templateOf(stackOf(app, "dev"));
    const queues = new Map(
      ofType(template, "AWS::SQS::Queue").map(([id, { Properties }]) => [
        String(Properties.QueueName),
        { id, properties: Properties },
      ]),
    );
    const deadLetters = queues.get("postern-delivery-dlq-dev");
    expect(queues.get("postern-delivery-dev")?.properties).toMatchObject({
      VisibilityTimeout: 360,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { "Fn::GetAtt": [deadLetters?.id, "Arn"] } },
    });
    expect(queues.size).toBe(3);
    for (const { properties } of queues.values())
      expect(properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
    const [[, source] = []] = ofType(template, "AWS::Lambda::EventSourceMapping");
    expect(source?.Properties).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 20,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it("would be told of when it hides too short", async () => {
    const app = await another();
    const stack = stackOf(app, "dev");
    for (const each of stack.node.findAll())
      if (each instanceof CfnQueue && each.queueName === "postern-delivery-dev") each.visibilityTimeout = 359;
    expect(shortVisibilities(templateOf(stack))).toEqual([
      expect.stringContaining("359 seconds, and the function has 60"),
    ]);
  });
});

interface Definition {
  readonly IamActionDefinition: { readonly Roles: readonly unknown[] };
}

test("the budget takes the right to send from all four that send", () => {
  const template = templateOf(stackOf(app, "prod"));
  const [[, action] = []] = ofType(template, "AWS::Budgets::BudgetsAction");
  const definition = action?.Properties.Definition as Definition | undefined;
  const roles = definition?.IamActionDefinition.Roles ?? [];
  const senders = ofType(template, "AWS::Lambda::Function")
    .filter(([, { Properties }]) => roles.some((role) => referred(role) === referred(Properties.Role)))
    .map(([, { Properties }]) => Properties.FunctionName);
  expect(senders.toSorted()).toEqual(
    ["contact", "deliver", "signup", "sms"].map((name) => `postern-${name}-prod`),
  );
});

test("every alarm tells who is to be told", () => {
  const template = templateOf(stackOf(app, "prod"));
  const alarms = ofType(template, "AWS::CloudWatch::Alarm");
  expect(alarms.length).toBeGreaterThan(10);
  for (const [id, { Properties }] of alarms) {
    const topics = (Properties.AlarmActions as unknown[]).map((each) => readable(template, each));
    expect([id, topics]).toEqual([id, ["postern-alerts-prod"]]);
  }
  const told = ofType(template, "AWS::SNS::Subscription").map(([, { Properties }]) => Properties);
  expect(told).toContainEqual(
    expect.objectContaining({ Protocol: "email", Endpoint: { Ref: "AlertEmail" } }),
  );
});

test("SES tells the topic of mails that went, bounced or were complained of", () => {
  const [[, destination] = []] = ofType(
    templateOf(stackOf(app, "dev")),
    "AWS::SES::ConfigurationSetEventDestination",
  );
  expect(destination?.Properties).toMatchObject({
    EventDestination: { Enabled: true, MatchingEventTypes: ["send", "bounce", "complaint"] },
  });
});

describe("rights", () => {
  it("are these, and no others", () => {
    expect(rights(templateOf(stackOf(app, "dev")))).toMatchInlineSnapshot(`
      {
        "postern-contact-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-contact-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
          "Allow ses:SendEmail on arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <FromEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <ToEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/<FromEmail>, arn:<Partition>:ses:<Region>:<AccountId>:identity/<ToEmail> if StringEqualsIgnoreCase ses:FromAddress <FromEmail>",
          "Allow dynamodb:PutItem on postern-rate-limit-dev",
          "Allow sqs:SendMessage on postern-delivery-dev",
          "ArchiveDaysIsOn: Allow dynamodb:PutItem on postern-messages-dev",
          "HoldRefusedDaysIsOn: Allow dynamodb:PutItem on postern-messages-dev",
          "HoldRefusedDaysIsOn: Allow dynamodb:UpdateItem on postern-rate-limit-dev",
          "DeduplicationWindowSecondsIsOn: Allow dynamodb:PutItem on postern-rate-limit-dev",
          "MailSpendLimitUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-rate-limit-dev",
          "ControlsIsOn: Allow dynamodb:GetItem on postern-rate-limit-dev",
        ],
        "postern-deliver-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-deliver-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
          "Allow sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage on postern-delivery-dev",
          "Allow ses:SendEmail on arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <FromEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <ToEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/<FromEmail>, arn:<Partition>:ses:<Region>:<AccountId>:identity/<ToEmail> if StringEqualsIgnoreCase ses:FromAddress <FromEmail>",
          "Allow dynamodb:PutItem on postern-rate-limit-dev",
          "Allow secretsmanager:GetSecretValue on postern/clicksend-dev",
          "Allow sns:Publish on all but arn:<Partition>:sns:*:*:*",
          "MailSpendLimitUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-rate-limit-dev",
          "DailySpendLimitUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-sms-dev",
          "CountrySpendLimitsUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-sms-dev",
        ],
        "postern-feedback-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-feedback-dev",
          "Allow sqs:SendMessage on postern-feedback-dlq-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
          "Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-signup-dev",
          "Allow secretsmanager:GetSecretValue on postern/email-hash-dev",
        ],
        "postern-formsubmit-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-formsubmit-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
        ],
        "postern-signup-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-signup-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
          "Allow ses:SendEmail on arn:<Partition>:ses:<Region>:<AccountId>:configuration-set/postern-dev, arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <FromEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/Fn::Select(1, Fn::Split(@, <ToEmail>@)), arn:<Partition>:ses:<Region>:<AccountId>:identity/<FromEmail>, arn:<Partition>:ses:<Region>:<AccountId>:identity/<ToEmail> if StringEqualsIgnoreCase ses:FromAddress <FromEmail>",
          "Allow dynamodb:GetItem, dynamodb:PutItem on postern-signup-dev",
          "Allow secretsmanager:GetSecretValue on postern/email-hash-dev",
          "MailSpendLimitUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-signup-dev",
          "ControlsIsOn: Allow dynamodb:GetItem on postern-signup-dev",
          "MaxBouncePercentIsOn: Allow dynamodb:GetItem on postern-signup-dev",
          "MaxComplaintPercentIsOn: Allow dynamodb:GetItem on postern-signup-dev",
        ],
        "postern-sms-dev": [
          "Allow logs:CreateLogStream, logs:PutLogEvents on /aws/lambda/postern-sms-dev",
          "Allow xray:PutTelemetryRecords, xray:PutTraceSegments on *",
          "Allow dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem on postern-sms-dev",
          "Allow secretsmanager:GetSecretValue on postern/clicksend-dev, postern/phone-hash-dev",
          "Allow sns:Publish on all but arn:<Partition>:sns:*:*:*",
          "Allow sqs:SendMessage on postern-delivery-dev",
          "DailySpendLimitUsdIsOn: Allow dynamodb:PutItem, dynamodb:UpdateItem on postern-sms-dev",
          "ControlsIsOn: Allow dynamodb:GetItem on postern-sms-dev",
        ],
      }
    `);
  });

  it("for a protection stand in a policy of their own, which says why, under the condition that it is on", () => {
    const template = templateOf(stackOf(app, "dev"));
    const policies = ofType(template, "AWS::IAM::Policy").map(
      ([id, { Condition }]) => `${id.replace(/[0-9A-F]{8}$/, "")} when ${Condition}`,
    );
    const constructs = {
      contact: "ContactFormContact",
      deliver: "DeliveryQueueDeliver",
      signup: "SignUpSignup",
      sms: "SmsServiceSms",
    };
    const expected = Object.values(PROTECTIONS).flatMap(({ settings, policy, parameter }) =>
      (Object.keys(settings) as (keyof typeof constructs)[]).map(
        (name) => `${constructs[name]}${policy} when ${parameter}IsOn`,
      ),
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(policies).toEqual(expect.arrayContaining(expected));
  });

  it("to send texts are given to a caller of yours, for the function alone", async () => {
    const app = await another();
    const stack = stackOf(app, "dev");
    const caller = new Role(stack, "Caller", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const service = stack.node.findChild("SmsService");
    if (!(service instanceof SmsService)) throw new TypeError("There is no SMS service");
    service.grantInvoke(caller);
    const template = templateOf(stack);
    const [[, policy] = []] = ofType(template, "AWS::IAM::Policy").filter(([id]) => id.startsWith("Caller"));
    const document = policy?.Properties.PolicyDocument as { Statement: { Resource: unknown }[] } | undefined;
    const Statement = document?.Statement ?? [];
    expect(Statement).toMatchObject([{ Effect: "Allow", Action: "lambda:InvokeFunction" }]);
    expect(readable(template, Statement[0]?.Resource)).toBe("postern-sms-dev");
  });

  it("show a planted one", async () => {
    const app = await another();
    const stack = stackOf(app, "dev");
    const role = stack.node
      .findAll()
      .find((each) => each instanceof Role && each.node.path.includes("/ContactForm/"));
    if (!(role instanceof Role)) throw new TypeError("There is no role of the contact form");
    const policy = new Policy(stack, "Planted", {
      roles: [role],
      statements: [new PolicyStatement({ actions: ["dynamodb:*"], resources: ["*"] })],
    });
    // Even where somebody has told the rules to be quiet.
    for (const finding of ["Action::dynamodb:*", "Resource::*"])
      Validations.of(policy).acknowledge({ id: `AwsSolutions-IAM5[${finding}]`, reason: "planted" });
    const template = templateOf(stack);
    expect(rights(template)["postern-contact-dev"]).toContain("Allow dynamodb:* on *");
    expect(wildcards(template).join()).toContain("dynamodb:* on *");
  });
});

test("alarms look at what they are named for", () => {
  const template = templateOf(stackOf(app, "prod"));
  const alarms = ofType(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);
  const lines = alarms.map((alarm) => watched(template, alarm));
  expect(
    lines
      .filter((line) => !/^(sms|signup|formsubmit|feedback|deliver)-(errors|throttles|duration)/.test(line))
      .toSorted(),
  ).toMatchInlineSnapshot(`
    [
      "bounces-2-percent: Maximum AWS/SES Reputation.BounceRate",
      "bounces-5-percent: Maximum AWS/SES Reputation.BounceRate",
      "complaints-0-05-percent: Maximum AWS/SES Reputation.ComplaintRate",
      "complaints-0-1-percent: Maximum AWS/SES Reputation.ComplaintRate",
      "configuration-errors: SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE reason = 'CONFIGURATION_ERROR'",
      "contact-duration: p99 AWS/Lambda Duration FunctionName=postern-contact-prod",
      "contact-errors: Sum AWS/Lambda Errors FunctionName=postern-contact-prod",
      "contact-throttles: Sum AWS/Lambda Throttles FunctionName=postern-contact-prod",
      "degraded: SELECT SUM(Degraded) FROM SCHEMA("Postern/prod", gate)",
      "deliver-store-failures: Sum Postern/prod Decisions gate=deliver outcome=refused reason=STORE_UNAVAILABLE",
      "delivery-age: Maximum AWS/SQS ApproximateAgeOfOldestMessage QueueName=postern-delivery-prod",
      "delivery-dead-letter-age: Maximum AWS/SQS ApproximateAgeOfOldestMessage QueueName=postern-delivery-dlq-prod",
      "delivery-dead-letters: Maximum AWS/SQS ApproximateNumberOfMessagesVisible QueueName=postern-delivery-dlq-prod",
      "feedback-dead-letter-age: Maximum AWS/SQS ApproximateAgeOfOldestMessage QueueName=postern-feedback-dlq-prod",
      "feedback-dead-letters: Maximum AWS/SQS ApproximateNumberOfMessagesVisible QueueName=postern-feedback-dlq-prod",
      "internal-errors: SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE reason = 'INTERNAL_ERROR'",
      "mail-failures: SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE reason = 'SEND_FAILED' AND gate != 'sms' AND gate != 'deliver'",
      "sending-stopped: Sum Postern/prod Decisions gate=deliver outcome=failed reason=SENDING_STOPPED",
      "signups-paused: Sum Postern/prod Decisions gate=signup outcome=refused reason=SENDING_PAUSED",
      "sms-fallback-rate: IF(fallbacks >= 3, 100 * fallbacks / gone, 0); Sum Postern/prod Fallbacks gate=sms; Sum Postern/prod Decisions gate=sms outcome=sent reason=SENT",
      "sms-providers-down: SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE gate = 'sms' AND reason = 'SEND_FAILED' AND outcome != 'refused'",
      "spend-limit: SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE reason = 'SPEND_LIMIT'",
      "spend-warning: SELECT SUM(SpendWarning) FROM SCHEMA("Postern/prod", gate)",
    ]
  `);
});

describe("mail that comes back", () => {
  it("is told to a function, and counted by SES, too", () => {
    const template = templateOf(stackOf(app, "prod"));
    const told = ofType(template, "AWS::SNS::Subscription").map(
      ([, { Properties }]) =>
        `${readable(template, Properties.TopicArn)} → ${Properties.Protocol} ${readable(template, Properties.Endpoint)}`,
    );
    expect(told.toSorted()).toEqual([
      "postern-alerts-prod → email <AlertEmail>",
      "postern-mail-events-prod → lambda postern-feedback-prod",
    ]);
    const sets = ofType(template, "AWS::SES::ConfigurationSet").map(([, { Properties }]) => Properties);
    expect(sets).toMatchObject([{ ReputationOptions: { ReputationMetricsEnabled: true } }]);
  });
});

test("what AWS makes up is long enough that nobody guesses it", async () => {
  const edge = await appForTests({ edge: "true" });
  const lengths = ofType(templateOf(stackOf(edge.app, "prod")), "AWS::SecretsManager::Secret").map(
    ([, { Properties }]) => [
      Properties.Name,
      (Properties.GenerateSecretString as { PasswordLength?: number }).PasswordLength ?? 32,
    ],
  );
  expect(lengths.toSorted()).toEqual([
    // Made up to be refused: yours goes there.
    ["postern/clicksend-prod", 32],
    ["postern/edge-prod", 64],
    ["postern/email-hash-prod", 64],
    ["postern/phone-hash-prod", 64],
  ]);
});
