import type { Level } from "../../../../src/cli/doctor/finding.ts";
import { PLACEHOLDER } from "../../../../src/config/clicksend-placeholder.ts";
import { DOCTOR_DNS_SERVERS } from "../../../../src/config/doctor.ts";
import { PLANTED, type TestDeployment } from "./deployment.ts";

type Arrange = (deployment: TestDeployment) => unknown;
type Expected = readonly [check: string, level: Level, remedy: RegExp];

interface Fault {
  readonly what: string;
  readonly arrange: Arrange;
  readonly expected: readonly Expected[];
}

const fault = (what: string, arrange: Arrange, ...expected: readonly Expected[]): Fault => ({
  what,
  arrange,
  expected,
});

const account =
  (changes: object): Arrange =>
  ({ system }) => {
    const wrong = system.account.set(changes);
    if (wrong !== undefined) throw new Error(wrong);
  };
const settings =
  (environments: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>): Arrange =>
  ({ tell }) =>
    tell({ environments });
const absent =
  (...names: readonly string[]): Arrange =>
  ({ tell }) =>
    tell({ absent: names });
const clickSendSecret =
  (text: string): Arrange =>
  ({ putClickSend }) =>
    putClickSend(text);
const all =
  (...arranges: readonly Arrange[]): Arrange =>
  async (deployment) => {
    for (const arrange of arranges) await arrange(deployment);
  };

const queues = "https://sqs.us-east-1.amazonaws.com/000000000000";
const queue = `${queues}/postern-delivery-dev`;
const toOurselves = { TO_EMAIL: PLANTED.FROM_EMAIL };

/** Each thing that can be wrong, alone: what is found then. */
export const FAULTS: readonly Fault[] = [
  fault(
    "SES in its sandbox",
    all(account({ ses: { production: false } }), settings({ contact: toOurselves, deliver: toOurselves })),
    ["ses-sandbox", "failure", /production access/],
  ),
  fault(
    "SES in its sandbox, and the owner unverified",
    account({ ses: { production: false } }),
    ["ses-sandbox", "failure", /production access/],
    ["to-verified", "failure", /create-email-identity/],
  ),
  fault("sending paused", account({ ses: { sending: false } }), [
    "ses-sending",
    "failure",
    /put-account-sending/,
  ]),
  fault("on probation", account({ ses: { enforcement: "PROBATION" } }), ["ses-sending", "warning", /case/]),
  fault("shut down", account({ ses: { enforcement: "SHUTDOWN" } }), ["ses-sending", "failure", /case/]),
  fault("four fifths of the quota used", account({ ses: { max24HourSend: 200, sentLast24Hours: 160 } }), [
    "ses-quota",
    "warning",
    /higher quota/,
  ]),
  fault("the quota used", account({ ses: { max24HourSend: 200, sentLast24Hours: 200 } }), [
    "ses-quota",
    "failure",
    /higher quota/,
  ]),
  fault("From not verified", account({ ses: { verified: false } }), [
    "from-verified",
    "failure",
    /identity example\.com/,
  ]),
  fault("DKIM failed", account({ ses: { dkim: "FAILED" } }), ["dkim", "warning", /Easy DKIM/]),
  fault("no DMARC record", account({ dns: { dmarc: false } }), ["dmarc", "warning", /v=DMARC1; p=none/]),
  fault("name servers that do not answer", settings({ contact: { [DOCTOR_DNS_SERVERS]: "127.0.0.1:1" } }), [
    "dmarc",
    "unknown",
    /Try again/,
  ]),
  fault("the owner on the suppression list", account({ ses: { suppressed: true } }), [
    "to-suppressed",
    "failure",
    /delete-suppressed/,
  ]),
  fault("SNS in its sandbox", account({ sns: { sandbox: true } }), [
    "sns-sandbox",
    "failure",
    /Exit SMS sandbox/,
  ]),
  fault("the first spending limit of SNS", account({ sns: { monthlySpendLimitUsd: 1 } }), [
    "sns-spend-limit",
    "warning",
    /MonthlySpendLimit=USD/,
  ]),
  fault("a spending limit of SNS that lets nothing through", account({ sns: { monthlySpendLimitUsd: 0 } }), [
    "sns-spend-limit",
    "failure",
    /MonthlySpendLimit=USD/,
  ]),
  fault("no ClickSend secret", settings({ sms: { CLICKSEND_SECRET_ARN: "postern/none" } }), [
    "clicksend-secret",
    "failure",
    /put-secret-value/,
  ]),
  fault("a malformed ClickSend secret", clickSendSecret("planted-user"), [
    "clicksend-secret",
    "failure",
    /put-secret-value/,
  ]),
  fault(
    "the placeholder in the ClickSend secret",
    clickSendSecret(JSON.stringify({ username: PLACEHOLDER, api_key: "planted-api-key" })),
    ["clicksend-secret", "failure", /put-secret-value/],
  ),
  fault(
    "credentials that ClickSend refuses",
    ({ system }) => system.faults.set({ clicksend: "unauthorized" }),
    ["clicksend-account", "failure", /API Credentials/],
  ),
  fault(
    "switches that nobody looks at",
    settings({ contact: { CONTROLS: "false" }, sms: { CONTROLS: undefined }, signup: { CONTROLS: "" } }),
    ["controls", "warning", /^Set CONTROLS=true\.$/],
  ),
  fault("no hold", settings({ contact: { HOLD_REFUSED_DAYS: "0" } }), [
    "hold",
    "warning",
    /^Set HOLD_REFUSED_DAYS=14\.$/,
  ]),
  fault("no deduplication", settings({ contact: { DEDUPLICATION_WINDOW_SECONDS: undefined } }), [
    "deduplication",
    "warning",
    /^Set DEDUPLICATION_WINDOW_SECONDS=600\.$/,
  ]),
  fault(
    "sign-ups that bounces and complaints do not stop",
    settings({ signup: { MAX_BOUNCE_PERCENT: undefined, MAX_COMPLAINT_PERCENT: "" } }),
    ["bounce-limit", "warning", /^Set MAX_BOUNCE_PERCENT=4\.$/],
    ["complaint-limit", "warning", /^Set MAX_COMPLAINT_PERCENT=0\.1\.$/],
  ),
  fault(
    "no ceiling on mails",
    settings({
      contact: { DAILY_SPEND_LIMIT_USD: undefined },
      signup: { DAILY_SPEND_LIMIT_USD: undefined },
      deliver: { DAILY_SPEND_LIMIT_USD: undefined },
    }),
    ["mail-spend-limit", "warning", /^Set DAILY_SPEND_LIMIT_USD=0\.5\.$/],
  ),
  fault(
    "no ceiling on texts",
    settings({
      sms: { DAILY_SPEND_LIMIT_USD: undefined },
      deliver: { TEXT_DAILY_SPEND_LIMIT_USD: undefined },
    }),
    ["text-spend-limit", "warning", /^Set DAILY_SPEND_LIMIT_USD=5 and TEXT_DAILY_SPEND_LIMIT_USD=5\.$/],
  ),
  fault("ClickSend out of order", ({ system }) => system.faults.set({ clicksend: "error" }), [
    "clicksend-account",
    "unknown",
    /later/,
  ]),
  fault("ClickSend unreachable", settings({ sms: { CLICKSEND_URL: "http://127.0.0.1:1" } }), [
    "clicksend-account",
    "unknown",
    /Try again/,
  ]),
  fault("a low balance at ClickSend", account({ clicksend: { balance: 4.99 } }), [
    "clicksend-account",
    "warning",
    /Top it up/,
  ]),
  fault("no balance at ClickSend", account({ clicksend: { balance: 0 } }), [
    "clicksend-account",
    "failure",
    /Top it up/,
  ]),
  fault(
    "a missing table",
    settings({ sms: { TABLE_NAME: "none", CONTROLS: "true" }, deliver: { TABLE_NAME: "none" } }),
    ["table", "failure", /Deploy/],
  ),
  fault("a table with other keys", settings({ contact: { MESSAGE_TABLE: "postern-sms-dev" } }), [
    "table",
    "failure",
    /deploy another/,
  ]),
  fault(
    "tables without TTL",
    account({ dynamodb: { ttl: false } }),
    ["ttl", "warning", /update-time-to-live --table-name postern-rate-limit-dev/],
    ["ttl", "warning", /update-time-to-live --table-name postern-messages-dev/],
    ["ttl", "warning", /update-time-to-live --table-name postern-sms-dev/],
    ["ttl", "warning", /update-time-to-live --table-name postern-signup-dev/],
  ),
  fault(
    "an origin that the API does not allow",
    settings({ contact: { ALLOWED_ORIGIN: "https://www.example.com" } }),
    ["origin", "failure", /ALLOWED_ORIGIN/],
    ["form", "failure", /ALLOWED_ORIGIN/],
  ),
  fault(
    "a missing queue",
    settings({ contact: { DELIVERY: "queue", DELIVERY_QUEUE_URL: `${queues}/none` } }),
    ["queue", "failure", /DELIVERY_QUEUE_URL/],
  ),
  fault(
    "a queue without dead-letter queue",
    settings({ sms: { DELIVERY_QUEUE_URL: `${queues}/postern-delivery-dlq-dev` } }),
    ["dead-letters", "warning", /RedrivePolicy/],
  ),
  fault(
    "a queue whose dead-letter queue is gone",
    all(settings({ sms: { DELIVERY_QUEUE_URL: `${queues}/orphan` } }), ({ makeOrphan }) =>
      makeOrphan("orphan"),
    ),
    ["dead-letters", "warning", /Deploy it/],
  ),
  fault(
    "a queue that nobody may look at",
    all(settings({ sms: { DELIVERY_QUEUE_URL: queue } }), ({ system }) =>
      system.faults.set({ sqs: "unauthorized" }),
    ),
    ["queue", "unknown", /Allow sqs:GetQueueAttributes/],
  ),
  fault(
    "messages that could not be delivered",
    all(settings({ contact: { DELIVERY_QUEUE_URL: queue } }), ({ putDeadLetter }) => putDeadLetter()),
    ["dead-letters", "warning", /^postern dlq list shows/],
  ),
  fault("a key without plan", account({ apigateway: { keyWithoutPlan: true } }), [
    "api-keys",
    "failure",
    /create-usage-plan-key/,
  ]),
  fault("an unreachable plan", account({ apigateway: { planReachable: false } }), [
    "usage-plan",
    "failure",
    /op=add/,
  ]),
  fault(
    "keys whose plan nobody knows",
    all(
      ({ system }) => system.createDemoKey(),
      settings({
        formsubmit: {
          ...{ USAGE_PLAN: "function", ACCESS_TABLE: "postern-access-dev" },
          USAGE_PLANS: '{"other":{"rate":1,"burst":1}}',
        },
      }),
    ),
    ["key-plans", "failure", /USAGE_PLANS/],
  ),
  fault("nobody subscribed to alarms", account({ sns: { alerts: "none" } }), [
    "alerts",
    "warning",
    /AlertEmail/,
  ]),
  fault("an unconfirmed subscription", account({ sns: { alerts: "pending" } }), [
    "alerts",
    "warning",
    /link/,
  ]),
  fault("a required setting left out", settings({ feedback: { SIGNUP_TABLE: undefined } }), [
    "settings",
    "failure",
    /Set SIGNUP_TABLE/,
  ]),
  fault(
    "a function that demands the edge without its secret",
    settings({ signup: { REQUIRE_EDGE: "true", EDGE_SECRET: undefined } }),
    ["settings", "failure", /EDGE_SECRET/],
  ),
  fault("a function that is not deployed", absent("formsubmit"), ["deployed", "warning", /whole stack/]),
  fault(
    "mail queued for nobody",
    all(
      absent("deliver"),
      settings({
        contact: { DELIVERY: "queue", DELIVERY_QUEUE_URL: queue },
      }),
    ),
    ["deployed", "warning", /whole stack/],
    ["queue-consumer", "failure", /Deploy deliver/],
  ),
  fault(
    "texts queued for nobody",
    all(absent("deliver"), settings({ sms: { DELIVERY_QUEUE_URL: queue } })),
    ["deployed", "warning", /whole stack/],
    ["queue-consumer", "failure", /Deploy deliver/],
  ),
  fault(
    "queued texts that nobody can send",
    settings({ sms: { DELIVERY_QUEUE_URL: queue }, deliver: { CLICKSEND_SECRET_ARN: undefined } }),
    ["queued-texts", "failure", /CLICKSEND_SECRET_ARN/],
  ),
  fault(
    "mail counted in two places",
    settings({ contact: { DELIVERY_QUEUE_URL: queue }, deliver: { RATE_TABLE: "postern-sms-dev" } }),
    ["mail-table", "warning", /one place/],
  ),
  fault(
    "a ceiling on mail that the queue goes round",
    settings({ contact: { DELIVERY_QUEUE_URL: queue, DAILY_SPEND_LIMIT_USD: "10" } }),
    ["mail-ceiling", "warning", /docs\/spend\.md/],
  ),
  fault(
    "texts counted in two places",
    settings({ sms: { DELIVERY_QUEUE_URL: queue }, deliver: { TABLE_NAME: "postern-signup-dev" } }),
    ["text-table", "warning", /one place/],
  ),
  fault(
    "a ceiling on texts that the queue goes round",
    settings({ sms: { DELIVERY_QUEUE_URL: queue, DAILY_SPEND_LIMIT_USD: "10" } }),
    ["text-ceiling", "warning", /docs\/spend\.md/],
  ),
  fault(
    "other ceilings of countries",
    settings({
      sms: { DELIVERY_QUEUE_URL: queue, COUNTRY_SPEND_LIMITS_USD: "66=5,*=1" },
      deliver: { COUNTRY_SPEND_LIMITS_USD: "*=1,66=6" },
    }),
    ["country-ceilings", "warning", /docs\/spend\.md/],
  ),
  fault(
    "bounces that nobody takes in",
    all(absent("feedback"), settings({ signup: { CONFIGURATION_SET: "postern-dev" } })),
    ["deployed", "warning", /whole stack/],
    ["mail-events", "warning", /Deploy feedback/],
  ),
  fault(
    "bounces that signup does not learn of",
    settings({ feedback: { EMAIL_HASH_SECRET_ARN: "postern/phone-hash-dev" } }),
    ["mail-events", "warning", /bounces/],
  ),
];

/** Parts that refuse these credentials: what could not be looked at, and the right that is named. */
export const DENIED: readonly (readonly [part: string, checks: readonly string[], right: string])[] = [
  ["ses", ["ses-account", "to-suppressed", "from-verified"], "ses:Get"],
  ["sns", ["sns-sandbox", "sns-spend-limit", "alerts"], "sns:"],
  ["secrets", ["clicksend-secret"], "secretsmanager:GetSecretValue"],
  ["dynamodb", ["table", "paused", "bounces", "held"], "dynamodb:"],
  ["apigateway", ["usage-plan"], "apigateway:GET"],
];
