import { awsRegion, secretName, tableName } from "./aws.ts";
import { contactSchema } from "./contact.ts";
import { integer } from "./kinds.ts";
import { mailSchema } from "./mail.ts";
import type { Rule, Schema, Settings } from "./setting.ts";
import { smsSchema } from "./sms.ts";
import { mailSpendSchema } from "./spend.ts";
import { telemetrySchema } from "./telemetry.ts";

/** For texts out of the queue, as the function `sms` has them; without credentials there are none. */
const textsSchema = {
  CLICKSEND_SECRET_ARN: {
    kind: secretName,
    about:
      "The secret of the function `sms` with the credentials of ClickSend. Absent: no texts are delivered.",
    example: smsSchema.CLICKSEND_SECRET_ARN.example,
  },
  CLICKSEND_FROM: smsSchema.CLICKSEND_FROM,
  CLICKSEND_URL: smsSchema.CLICKSEND_URL,
  SNS_SENDER_ID: smsSchema.SNS_SENDER_ID,
  SNS_MAX_PRICE_USD: smsSchema.SNS_MAX_PRICE_USD,
  FALLBACK_ON_POLICY_BLOCK: smsSchema.FALLBACK_ON_POLICY_BLOCK,
  TABLE_NAME: {
    kind: tableName,
    about: "The table of the function `sms`, where the money of a second attempt at a text is reserved.",
    example: smsSchema.TABLE_NAME.example,
  },
  TEXT_DAILY_SPEND_LIMIT_USD: {
    ...smsSchema.DAILY_SPEND_LIMIT_USD,
    about: "`DAILY_SPEND_LIMIT_USD` of the function `sms`. Here that name is the limit of mails.",
  },
  COUNTRY_SPEND_LIMITS_USD: smsSchema.COUNTRY_SPEND_LIMITS_USD,
  SMS_PRICES_USD: smsSchema.SMS_PRICES_USD,
} as const satisfies Schema;

/** What the function `deliver` reads from its environment. */
export const deliverSchema = {
  AWS_REGION: awsRegion,
  RATE_TABLE: {
    ...contactSchema.RATE_TABLE,
    about:
      "The table of the function `contact`: what has been sent, and what has been spent, is written there.",
  },
  ...mailSchema,
  TO_EMAIL: contactSchema.TO_EMAIL,
  DIGEST_THRESHOLD: {
    kind: integer(1, 10_000),
    about: "More messages than this in one batch go out as one mail with all of them.",
    example: "5",
    presence: { default: "5" },
  },
  ...mailSpendSchema,
  ...textsSchema,
  ...telemetrySchema,
} as const satisfies Schema;

export type DeliverSettings = Settings<typeof deliverSchema>;

export const deliverRules: readonly Rule<typeof deliverSchema>[] = [
  {
    over: ["TABLE_NAME", "TEXT_DAILY_SPEND_LIMIT_USD", "COUNTRY_SPEND_LIMITS_USD"],
    judge: ({ TABLE_NAME, TEXT_DAILY_SPEND_LIMIT_USD, COUNTRY_SPEND_LIMITS_USD }) =>
      TABLE_NAME === undefined && (TEXT_DAILY_SPEND_LIMIT_USD ?? COUNTRY_SPEND_LIMITS_USD) !== undefined
        ? {
            setting: "TABLE_NAME",
            fault: "is not set, and what texts cost has a limit that is counted there",
            remedy: "Set TABLE_NAME to the table of the function sms.",
          }
        : undefined,
  },
];
