import { tableName } from "../config/aws.ts";
import { integer } from "../config/kinds.ts";
import { usagePlans } from "../config/plans.ts";
import type { Schema, Setting, Settings } from "../config/setting.ts";

/** Tables by the settings that name them, each with what its name begins with where the setting is absent. */
export const DEFAULT_TABLES = {
  ACCESS_TABLE: "postern-access",
  RATE_TABLE: "postern-rate-limit",
  TABLE_NAME: "postern-sms",
  SIGNUP_TABLE: "postern-signup",
  MESSAGE_TABLE: "postern-messages",
} as const;

/** A table that is called by the stage where the setting is absent. */
const table = (setting: keyof typeof DEFAULT_TABLES, holding: string) => {
  const name = DEFAULT_TABLES[setting];
  return {
    kind: tableName,
    about: `DynamoDB table of ${holding}. Default: \`${name}-prod\` for the stage prod, else \`${name}-dev\`.`,
    example: `${name}-prod`,
  } satisfies Setting<string>;
};

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
  ACCESS_TABLE: table("ACCESS_TABLE", "keys and their usage"),
  RATE_TABLE: table("RATE_TABLE", "the contact form's hourly limit and switches"),
  TABLE_NAME: table("TABLE_NAME", "texts that were sent, and the switches of texts"),
  SIGNUP_TABLE: table("SIGNUP_TABLE", "sign-ups, their switches, and how many mails bounced"),
  MESSAGE_TABLE: table("MESSAGE_TABLE", "messages that are kept"),
  USAGE_PLANS: usagePlans,
} as const satisfies Schema;

export type CliSettings = Settings<typeof cliSchema>;
