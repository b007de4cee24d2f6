import { tableName } from "../config/aws.ts";
import { integer } from "../config/kinds.ts";
import { usagePlans } from "../config/plans.ts";
import type { Schema, Setting, Settings } from "../config/setting.ts";

/** A table that is called by the stage where the setting is absent. */
const table = (holding: string, name: string) =>
  ({
    kind: tableName,
    about: `DynamoDB table of ${holding}. Default: \`${name}-prod\` for the stage prod, else \`${name}-dev\`.`,
    example: `${name}-prod`,
  }) satisfies Setting<string>;

/** What the command reads from its environment, beside what the AWS SDK itself reads there. */
export const cliSchema = {
  PORT: {
    kind: integer(1, 65_535),
    about: "Where `npm start` serves.",
    example: "8787",
    presence: { default: "8787" },
  },
  DYNAMODB_PORT: {
    kind: integer(1, 65_535),
    about: "Where the DynamoDB of `npm start` serves.",
    example: "8000",
    presence: { default: "8000" },
  },
  SQS_PORT: {
    kind: integer(1, 65_535),
    about: "Where the SQS of `npm start` serves.",
    example: "9324",
    presence: { default: "9324" },
  },
  ACCESS_TABLE: table("keys and their usage", "postern-access"),
  RATE_TABLE: table("the contact form's hourly limit and switches", "postern-rate-limit"),
  TABLE_NAME: table("texts that were sent, and the switches of texts", "postern-sms"),
  SIGNUP_TABLE: table("sign-ups, their switches, and how many mails bounced", "postern-signup"),
  MESSAGE_TABLE: table("messages that are kept", "postern-messages"),
  USAGE_PLANS: usagePlans,
} as const satisfies Schema;

export type CliSettings = Settings<typeof cliSchema>;
