import { awsRegion, secretName, tableName } from "./aws.ts";
import { callingCodes } from "./calling-codes.ts";
import { controlsSchema, deliverySchema } from "./delivery.ts";
import { flag, integer, money, oneOf } from "./kinds.ts";
import type { Rule, Schema, Settings } from "./setting.ts";
import { textSpendSchema } from "./spend.ts";
import { telemetrySchema } from "./telemetry.ts";
import { text, webUrl } from "./text-kinds.ts";

/**
 * Countries that artificially inflated traffic is sent to, from the source of the service; see docs/sms.md. Then satellites and
 * networks that belong to no country (ITU-T E.164.1), whose operators set the price.
 */
const BLOCKED_BY_DEFAULT = [
  ...["228", "996", "992", "998", "993", "994", "880"],
  ...["92", "234", "233", "255", "256", "254", "63"],
  ...["870", "878", "881", "882", "883", "888"],
];

/** What the function `sms` reads from its environment. */
export const smsSchema = {
  AWS_REGION: awsRegion,
  TABLE_NAME: {
    kind: tableName,
    about:
      "DynamoDB table of cooldowns, counts and claims, with partition key `pk` (S) and TTL attribute `ttl`.",
    example: "postern-sms-prod",
    presence: "required",
  },
  CLICKSEND_SECRET_ARN: {
    kind: secretName,
    about: 'Secret with `{"username","api_key"}` of ClickSend.',
    example: "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:postern/clicksend-prod",
    presence: "required",
  },
  PHONE_HASH_SECRET_ARN: {
    kind: secretName,
    about:
      "Secret, any text of 16 characters or more, that keys the references which stand for phone numbers.",
    example: "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:postern/phone-hash-prod",
    presence: "required",
  },
  BASE_COOLDOWN_SECONDS: {
    kind: integer(1, 86_400),
    about: "Wait between two texts to one number.",
    example: "60",
    presence: { default: "60" },
  },
  ESCALATED_COOLDOWN_SECONDS: {
    kind: integer(1, 86_400),
    about: "Wait once a number has had many texts.",
    example: "300",
    presence: { default: "300" },
  },
  ESCALATION_THRESHOLD: {
    kind: integer(1, 20),
    about: "How many texts within the window make the wait escalate.",
    example: "3",
    presence: { default: "3" },
  },
  ATTEMPT_WINDOW_SECONDS: {
    kind: integer(1, 604_800),
    about: "The window in which texts are counted for that.",
    example: "600",
    presence: { default: "600" },
  },
  BLOCKED_COUNTRY_CODES: {
    kind: callingCodes(BLOCKED_BY_DEFAULT),
    about: "Calling codes that are not written to; longer prefixes too.",
    example: "228,996,992,998",
    presence: { default: BLOCKED_BY_DEFAULT.join(",") },
  },
  ALLOWED_COUNTRY_CODES: {
    kind: callingCodes([]),
    about: "When set, only these are written to, and the blocklist does not count.",
    example: "66,65,60",
    presence: { default: "NONE" },
  },
  ALLOW_VOIP_NUMBERS: {
    kind: flag,
    about: "Also write to numbers of internet telephony (VoIP).",
    example: "true",
    presence: { default: "false" },
  },
  ALLOW_LANDLINES: {
    kind: flag,
    about: "Also write to landlines. Numbers that may be either, as in the USA, are written to anyway.",
    example: "true",
    presence: { default: "false" },
  },
  PREFIX_LIMIT_PER_HOUR: {
    kind: integer(1, 100_000),
    about: "Texts an hour to numbers that differ in their last four digits only.",
    example: "20",
    presence: { default: "20" },
  },
  PREFIX_LIMIT_MODE: {
    kind: oneOf(["enforce", "shadow"]),
    about: "`shadow` records what the prefix limit would have refused, and refuses nothing by it.",
    example: "shadow",
    presence: { default: "enforce" },
  },
  MAX_SEGMENTS: {
    kind: integer(1, 10),
    about: "Most parts that one message may take. Each is paid for.",
    example: "3",
    presence: { default: "3" },
  },
  SMART_ENCODING: {
    kind: flag,
    about:
      "Replace typographic quotes, dashes, spaces and ellipses by their plain twins before counting: one of them makes a text more than twice as long.",
    example: "true",
    presence: { default: "false" },
  },
  ON_STORE_FAILURE: {
    kind: oneOf(["limit", "deny"]),
    about: "When DynamoDB is out of reach: a small limit on each instance, or nothing is sent.",
    example: "deny",
    presence: { default: "limit" },
  },
  FALLBACK_ON_POLICY_BLOCK: {
    kind: flag,
    about: "Try SNS also when your ClickSend account forbids the country.",
    example: "true",
    presence: { default: "false" },
  },
  CLICKSEND_FROM: {
    kind: text(
      "a sender id of 1 to 11 letters and digits, or a number",
      /^(?:[A-Za-z0-9 ]{1,11}|\+?\d{3,15})$/,
    ),
    about: "Sender that ClickSend shows. Default: what your account chooses.",
    example: "Example",
  },
  CLICKSEND_URL: {
    kind: webUrl,
    about: "Where ClickSend is. Default: `https://rest.clicksend.com`.",
    example: "https://rest.clicksend.com",
  },
  SNS_SENDER_ID: {
    kind: text(
      "a sender id of 1 to 11 letters and digits with a letter",
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
    ),
    about: "Sender that SNS shows where the country allows it.",
    example: "Example",
  },
  SNS_MAX_PRICE_USD: {
    kind: money,
    about: "Most that one text through SNS may cost; SNS drops dearer ones silently.",
    example: "0.50",
  },
  ...textSpendSchema,
  DELIVERY_QUEUE_URL: {
    ...deliverySchema.DELIVERY_QUEUE_URL,
    about: 'SQS queue of the function `deliver`, for texts that are sent with `"delivery":"queue"`.',
  },
  MESSAGE_TTL_SECONDS: {
    kind: integer(10, 86_400),
    about:
      "A text that has waited longer in the queue is not sent any more: a code that comes late is worth nothing.",
    example: "600",
    presence: { default: "600" },
  },
  ...controlsSchema,
  ...telemetrySchema,
} as const satisfies Schema;

export type SmsSettings = Settings<typeof smsSchema>;

/** Combinations that cannot work. */
export const smsRules: readonly Rule<typeof smsSchema>[] = [
  {
    over: ["BASE_COOLDOWN_SECONDS", "ESCALATED_COOLDOWN_SECONDS"],
    judge: ({ BASE_COOLDOWN_SECONDS, ESCALATED_COOLDOWN_SECONDS }) =>
      ESCALATED_COOLDOWN_SECONDS < BASE_COOLDOWN_SECONDS
        ? {
            setting: "ESCALATED_COOLDOWN_SECONDS",
            fault: "is shorter than BASE_COOLDOWN_SECONDS: the wait would shrink for whoever sends often",
            remedy: `Set ESCALATED_COOLDOWN_SECONDS to ${BASE_COOLDOWN_SECONDS} or more, or BASE_COOLDOWN_SECONDS to less.`,
          }
        : undefined,
  },
  {
    over: ["BASE_COOLDOWN_SECONDS", "ESCALATION_THRESHOLD", "ATTEMPT_WINDOW_SECONDS"],
    judge: ({ BASE_COOLDOWN_SECONDS, ESCALATION_THRESHOLD, ATTEMPT_WINDOW_SECONDS }) => {
      // Who waits exactly as long as told needs this long for so many texts, and nobody is that exact.
      const soonestSeconds = (ESCALATION_THRESHOLD - 1) * BASE_COOLDOWN_SECONDS;
      return soonestSeconds < ATTEMPT_WINDOW_SECONDS
        ? undefined
        : {
            setting: "ATTEMPT_WINDOW_SECONDS",
            fault:
              "is too short for ESCALATION_THRESHOLD texts at BASE_COOLDOWN_SECONDS: the wait would never escalate",
            remedy: `Set ATTEMPT_WINDOW_SECONDS to more than ${soonestSeconds}, or lower one of the others.`,
          };
    },
  },
  {
    over: ["CLICKSEND_SECRET_ARN", "PHONE_HASH_SECRET_ARN"],
    judge: ({ CLICKSEND_SECRET_ARN, PHONE_HASH_SECRET_ARN }) =>
      isOneSecret(CLICKSEND_SECRET_ARN, PHONE_HASH_SECRET_ARN)
        ? {
            setting: "PHONE_HASH_SECRET_ARN",
            fault:
              "names the same secret as CLICKSEND_SECRET_ARN: updating the credentials would forget all cooldowns",
            remedy: "Give the phone hash key a secret of its own.",
          }
        : undefined,
  },
];

/** `arn:…:secret:NAME-AbCdEf` and `NAME` are one secret; the six characters may be left out of the ARN, too. */
function isOneSecret(first: string, second: string): boolean {
  const [shorter = "", longer = ""] = [first, second]
    .map((arnOrName) => arnOrName.replace(/^arn:.*:secret:/, ""))
    .toSorted((one, other) => one.length - other.length);
  return (
    longer === shorter ||
    (longer.startsWith(shorter) && /^-[A-Za-z0-9]{6}$/.test(longer.slice(shorter.length)))
  );
}
