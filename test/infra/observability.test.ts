import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duration, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { dashboardFile } from "../../infra/dashboard-file.ts";
import { metricsNamespace } from "../../infra/metrics-namespace.ts";
import { Observability } from "../../infra/observability.ts";
import { named } from "../../infra/stage.ts";
import { FUNCTIONS } from "../../scripts/functions.ts";
import { FEEDBACK } from "../../src/delivery/feedback.ts";
import { DOUBTFUL } from "../../src/delivery/load.ts";
import { SPEND_WARNING } from "../../src/spend/warning.ts";
import { decisionLine } from "../../src/telemetry/decision-line.ts";
import { metricsIn } from "../../src/telemetry/metrics.ts";
import { ROOT, readSources } from "../architecture/imports.ts";
import { appAlone } from "./support/synthesized.ts";
import { metricsOfAlarm, metricsOfDashboard, type UsedMetric } from "./used-metrics.ts";

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever JSON it is.
type Json = any;

function observed(timeout?: Duration) {
  const app = appAlone();
  const stack = new Stack(app, "Observed", { env: { region: "us-east-1", account: "123456789012" } });
  const lambda = (name: string) =>
    new LambdaFunction(stack, name, {
      functionName: named("prod", name),
      runtime: Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: Code.fromInline("export const handler = () => {};"),
      ...(timeout && { timeout }),
    });
  const queue = (name: string) =>
    new Queue(stack, name, { queueName: named("prod", name), enforceSSL: true });
  const construct = new Observability(stack, "Observability", {
    stage: "prod",
    alertTopic: new Topic(stack, "Alerts", { enforceSSL: true }),
    functions: Object.fromEntries(FUNCTIONS.map((name) => [name, lambda(name)])),
    queue: queue("delivery"),
    deadLetterQueue: queue("delivery-dlq"),
    feedbackDeadLetterQueue: queue("feedback-dlq"),
  });
  return { app, stack, construct };
}

const { app, stack, construct } = observed(Duration.seconds(20));
const template = Template.fromStack(stack);
const alarms: Record<string, Json> = Object.fromEntries(
  Object.values(template.findResources("AWS::CloudWatch::Alarm")).map(({ Properties }) => [
    Properties.AlarmName.replace(/^postern-(.+)-prod$/, "$1"),
    Properties,
  ]),
);

/** What an alarm must have to be of use to whoever it wakes. */
function faultsOf(alarm: Json): string[] {
  const { AlarmDescription: says = "", AlarmActions = [], Threshold, TreatMissingData } = alarm;
  return [
    ...(AlarmActions.length === 1 && AlarmActions[0].Ref?.startsWith("Alerts") ? [] : ["tells nobody"]),
    ...(/^[A-Z0-9].{20,}\. What to do: .{20,}\.$/.test(says)
      ? []
      : ["does not say what it means and what to do"]),
    ...(says.length <= 1_024 ? [] : ["says more than CloudWatch keeps"]),
    ...(/`(?!npx )[^`]*postern |`npx postern [^`]*(?<! --stage prod)`/.test(says)
      ? ["names a command that asks another system"]
      : []),
    ...(Threshold > 0 ? [] : ["goes off without a reason"]),
    ...(TreatMissingData === "notBreaching" ? [] : ["goes off on a quiet night"]),
  ];
}

describe("the alarms", () => {
  it("are these, at these thresholds", () => {
    const thresholds = Object.entries(alarms).map(
      ([name, { Threshold, EvaluationPeriods, DatapointsToAlarm }]) =>
        `${name} >= ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods}`,
    );
    expect(
      thresholds
        .filter((each) => !/^(sms|signup|formsubmit|deliver|feedback)-(err|thr|dur)/.test(each))
        .sort(),
    ).toMatchInlineSnapshot(`
      [
        "bounces-2-percent >= 0.02, 1 of 1",
        "bounces-5-percent >= 0.05, 1 of 1",
        "complaints-0-05-percent >= 0.0005, 1 of 1",
        "complaints-0-1-percent >= 0.001, 1 of 1",
        "configuration-errors >= 1, 1 of 1",
        "contact-duration >= 16000, 2 of 3",
        "contact-errors >= 1, 1 of 1",
        "contact-throttles >= 1, 1 of 1",
        "degraded >= 1, 1 of 1",
        "deliver-store-failures >= 1, 1 of 1",
        "delivery-age >= 600, 1 of 1",
        "delivery-dead-letter-age >= 604800, 1 of 1",
        "delivery-dead-letters >= 1, 1 of 1",
        "feedback-dead-letter-age >= 604800, 1 of 1",
        "feedback-dead-letters >= 1, 1 of 1",
        "internal-errors >= 1, 1 of 1",
        "mail-failures >= 1, 1 of 1",
        "sending-stopped >= 1, 1 of 1",
        "signups-paused >= 1, 1 of 1",
        "sms-fallback-rate >= 20, 1 of 1",
        "sms-providers-down >= 3, 1 of 1",
        "spend-limit >= 1, 1 of 1",
        "spend-warning >= 1, 1 of 1",
      ]
    `);
    expect(thresholds).toHaveLength(FUNCTIONS.length * 3 + 20);
  });

  it.each(Object.entries(alarms))("%s is of use", (_, alarm) => expect(faultsOf(alarm)).toEqual([]));

  it.each([
    ["tells nobody", { AlarmActions: [] }],
    ["tells nobody", { AlarmActions: [{ Ref: "Elsewhere" }] }],
    ["does not say what it means and what to do", { AlarmDescription: undefined }],
    [
      "does not say what it means and what to do",
      { AlarmDescription: "It is broken, and somebody should see." },
    ],
    [
      "says more than CloudWatch keeps",
      { AlarmDescription: `It is${" so".repeat(400)}. What to do: nothing at all, ever.` },
    ],
    [
      "names a command that asks another system",
      { AlarmDescription: "It is broken, and badly so. What to do: run `npx postern dlq list`." },
    ],
    [
      "names a command that asks another system",
      { AlarmDescription: "It is broken, and badly so. What to do: run `postern dlq list --stage prod`." },
    ],
    ["goes off without a reason", { Threshold: 0 }],
    ["goes off on a quiet night", { TreatMissingData: "breaching" }],
  ])("a planted alarm that %s is seen", (fault, planted) => {
    expect(faultsOf({ ...alarms.degraded, ...planted })).toEqual([fault]);
  });

  it("may publish to a topic whose own policy took the default away", () => {
    const [policy] = Object.values(template.findResources("AWS::SNS::TopicPolicy"));
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual({
      Sid: "AlarmsPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: { Ref: expect.stringMatching(/^Alerts/) },
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("know of the time-out when it is near: 80 % of it, in ms", () => {
    expect(alarms["contact-duration"]).toMatchObject({ Threshold: 16_000, ExtendedStatistic: "p99" });
  });

  it("do not guess a time-out", () => {
    expect(() => observed()).toThrow("The time-out of the function contact is not known");
  });
});

const sources = [...readSources("src").values()].join("\n");

const line = JSON.parse(
  decisionLine(
    {
      gate: "sms",
      outcome: "sent",
      reason: "SENT",
      trail: [],
      requestId: "r",
      atMs: 0,
      durationMs: 1,
      degraded: "a store is out of reach",
      counts: [
        SPEND_WARNING,
        DOUBTFUL,
        ...[...sources.matchAll(/counts\.push\(([^;]+)\);/g)].flatMap(([, pushed = ""]) =>
          [...pushed.matchAll(/"([A-Z]\w+)"/g)].map(([, name = ""]) => name),
        ),
      ],
    },
    "info",
    metricsIn(metricsNamespace("prod")),
  ),
);

/** What the code counts in prod, and by which dimensions: read off a real line. */
const emitted: Record<string, readonly string[]> = Object.fromEntries(
  line._aws.CloudWatchMetrics.map(({ Namespace, Dimensions, Metrics }: Json) => [
    `${Namespace} ${Metrics[0].Name}`,
    Dimensions[0].toSorted(),
  ]),
);

/** As AWS documents them; the dimensions are those by which this system may ask. */
const AWS: Record<string, { readonly names: readonly string[]; readonly dimensions: readonly string[] }> = {
  "AWS/Lambda": { names: ["Errors", "Throttles", "Duration", "Invocations"], dimensions: ["FunctionName"] },
  "AWS/SQS": {
    names: ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"],
    dimensions: ["QueueName"],
  },
  "AWS/SES": { names: ["Reputation.BounceRate", "Reputation.ComplaintRate"], dimensions: [] },
  "AWS/SNS": { names: ["SMSMonthToDateSpentUSD"], dimensions: [] },
  "AWS/DynamoDB": { names: ["ConsumedWriteCapacityUnits"], dimensions: ["TableName"] },
};

const gates = [FEEDBACK, ...[...sources.matchAll(/\bgate<[^(]*>\("([a-z-]+)"\)/g)].map(([, name]) => name)];
const VALUES: Record<string, (value: string) => boolean> = {
  gate: (value) => gates.includes(value),
  outcome: (value) => ["sent", "refused", "failed", "unknown", "answered"].includes(value),
  reason: (value) => sources.includes(`"${value}"`),
};

/** What is asked for and never there: an alarm on it is silent for ever. */
function unheardOf({ namespace, name, dimensions, values }: UsedMetric): string[] {
  const known =
    emitted[`${namespace} ${name}`] ?? (AWS[namespace]?.names.includes(name) && AWS[namespace].dimensions);
  if (!known) return [`${namespace} ${name}`];
  if (String(known) !== String(dimensions)) return [`${namespace} ${name} by ${dimensions}`];
  return Object.entries(values)
    .filter(([dimension]) => Object.hasOwn(VALUES, dimension))
    .flatMap(([dimension, asked]) =>
      asked.filter((value) => !VALUES[dimension]?.(value)).map((value) => `${dimension} ${value}`),
    );
}

const file = readFileSync(join(ROOT, "dashboards/postern.json"), "utf8");

describe("the metrics that are asked for", () => {
  it("are read off the code: what it counts, and its gates", () => {
    const names = ["Ambiguous", "Decisions", "Degraded", "Doubtful", "Fallbacks", "SpendWarning"];
    expect(Object.keys(emitted).sort()).toEqual(names.map((name) => `Postern/prod ${name}`));
    expect(gates).toEqual(expect.arrayContaining([...FUNCTIONS]));
  });

  it("are there: every alarm's", () => {
    const asked = Object.values(alarms).flatMap(metricsOfAlarm);
    expect(asked.length).toBeGreaterThan(Object.keys(alarms).length);
    expect(asked.flatMap(unheardOf)).toEqual([]);
  });

  it("are there: every graph's", () => {
    const asked = metricsOfDashboard(JSON.parse(file));
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.flatMap(unheardOf)).toEqual([]);
  });

  it.each([
    ["Postern/prod Fallback", ["Postern/prod", "Fallback"]],
    ["Postern/dev Degraded", ["Postern/dev", "Degraded", "gate", "sms"]],
    ["Postern Degraded", ["Postern", "Degraded", "gate", "sms"]],
    ["AWS/SES BounceRate", ["AWS/SES", "BounceRate"]],
    ["AWS/EC2 Errors", ["AWS/EC2", "Errors"]],
    ["Postern/prod Degraded by stage", ["Postern/prod", "Degraded", "stage", "prod"]],
  ])("a planted one is seen: %s", (fault, series) => {
    const [asked] = metricsOfDashboard({ widgets: [{ properties: { metrics: [series] } }] });
    expect(asked && unheardOf(asked)).toEqual([fault]);
  });

  it.each([
    ["gate texts", "gate = 'texts' AND reason = 'SENT'"],
    ["outcome lost", "outcome != 'lost'"],
    ["reason SPEND_LIMITS", "gate = 'sms' AND reason = 'SPEND_LIMITS'"],
  ])("a planted condition is seen: %s", (fault, where) => {
    const Expression = `SELECT SUM(Decisions) FROM SCHEMA("Postern/prod", gate, outcome, reason) WHERE ${where}`;
    expect(metricsOfAlarm({ Metrics: [{ Expression }] }).flatMap(unheardOf)).toEqual([fault]);
  });
});

it.each([
  "SELECT SUM(Degraded) FROM SCHEMA(Postern/prod, gate)",
  `SEARCH('{Postern/prod,gate} MetricName="Degraded"', 'Sum', 300)`,
])("a namespace with a slash and without quotes is seen: %s", (Expression) => {
  expect(() => metricsOfAlarm({ Metrics: [{ Expression }] })).toThrow("No namespace as CloudWatch reads it");
});

describe("the dashboard", () => {
  const body = JSON.parse(file);

  it("as a file is what the definition gives: node scripts/dashboard.ts writes it", () => {
    expect(body).toEqual(dashboardFile("prod"));
  });

  it("as a file becomes that of dev when every prod in it does", () => {
    expect(JSON.parse(file.replaceAll("prod", "dev"))).toEqual(dashboardFile("dev"));
  });

  it("calls sent what has gone out, not what waits or is held", () => {
    const { properties } = body.widgets.find((each: Json) => each.properties.title === "Sent, a day");
    expect(properties.metrics[0][0].expression).toContain(' reason="SENT"\'');
  });

  it("on AWS is the same", () => {
    const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
    expect(dashboard?.Properties.DashboardName).toBe("postern-overview-prod");
    expect(JSON.parse(resolved(dashboard?.Properties.DashboardBody))).toEqual(body);
  });

  it("answers three questions, in three rows", () => {
    const questions = body.widgets
      .filter(({ type }: Json) => type === "text")
      .map(({ properties }: Json) => properties.markdown.split("\n")[0]);
    expect(questions).toEqual([
      "# Is it working?",
      "# Who is being refused, and why?",
      "# What does it cost?",
    ]);
  });

  it("lies side by side: no widget over another, none beyond the edge", () => {
    const cells = body.widgets.flatMap(({ x, y, width, height }: Json) =>
      Array.from({ length: width * height }, (_, cell) => [x + (cell % width), y + Math.floor(cell / width)]),
    );
    expect(new Set(cells.map(String)).size).toBe(cells.length);
    expect(Math.max(...cells.map(([x]: number[]) => x))).toBe(23);
  });

  it("shows what every gate refuses for, whatever it is", () => {
    const expressions = body.widgets.flatMap(({ properties }: Json) =>
      (properties.metrics ?? []).flatMap(([first]: Json[]) => first.expression ?? []),
    );
    expect(expressions).toContain(
      `SEARCH('{"Postern/prod",gate,outcome,reason} MetricName="Decisions" outcome="refused"', 'Sum', 300)`,
    );
  });
});

/** References become the names that this test gave. */
function resolved(joined: Json): string {
  const resources = template.toJSON().Resources;
  return joined["Fn::Join"][1]
    .map((part: Json) => {
      if (typeof part === "string") return part;
      const { Properties } = resources[part.Ref ?? part["Fn::GetAtt"][0]];
      return Properties.FunctionName ?? Properties.QueueName;
    })
    .join("");
}

describe("the rules of others", () => {
  it("cdk-nag finds nothing", () => {
    expect(new AwsSolutionsChecks(app).validateScope(construct).violations).toEqual([]);
  });
});
