import { awsRegion, tableName } from "./aws.ts";
import { oneOf } from "./kinds.ts";
import { usagePlans } from "./plans.ts";
import type { Rule, Schema, Settings } from "./setting.ts";
import { telemetrySchema } from "./telemetry.ts";

/** What the function `formsubmit` reads from its environment. */
export const formSubmitSchema = {
  AWS_REGION: awsRegion,
  USAGE_PLAN: {
    kind: oneOf(["gateway", "function"]),
    about: "Who judges API keys: a usage plan of API Gateway in front, or this function.",
    example: "function",
    presence: { default: "gateway" },
  },
  ACCESS_TABLE: {
    kind: tableName,
    about:
      "DynamoDB table of keys and their usage, with partition key `pk` (S). Needed with `USAGE_PLAN=function`.",
    example: "postern-access-prod",
  },
  USAGE_PLANS: usagePlans,
  ...telemetrySchema,
} as const satisfies Schema;

export type FormSubmitSettings = Settings<typeof formSubmitSchema>;

export const formSubmitRules: readonly Rule<typeof formSubmitSchema>[] = [
  {
    over: ["USAGE_PLAN", "ACCESS_TABLE"],
    judge: ({ USAGE_PLAN, ACCESS_TABLE }) =>
      USAGE_PLAN === "function" && !ACCESS_TABLE
        ? {
            setting: "ACCESS_TABLE",
            fault: "is not set, and USAGE_PLAN is function",
            remedy: "Set ACCESS_TABLE to the table of API keys, or USAGE_PLAN to gateway.",
          }
        : undefined,
  },
];
