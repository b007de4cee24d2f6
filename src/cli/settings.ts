import { tableName } from "../config/aws.ts";
import { integer } from "../config/kinds.ts";
import { usagePlans } from "../config/plans.ts";
import type { Schema, Settings } from "../config/setting.ts";

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
  ACCESS_TABLE: {
    kind: tableName,
    about:
      "DynamoDB table of keys and their usage. Default: `postern-access-prod` for the stage prod, else `postern-access-dev`.",
    example: "postern-access-prod",
  },
  USAGE_PLANS: usagePlans,
} as const satisfies Schema;

export type CliSettings = Settings<typeof cliSchema>;
