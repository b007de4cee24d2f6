import { awsRegion, secretName, tableName } from "./aws.ts";
import { controlsSchema } from "./delivery.ts";
import { emailApiRule, emailApiSchema, emailSchema } from "./email.ts";
import { sendingBreakerRule, sendingBreakerSchema } from "./feedback.ts";
import { integer } from "./kinds.ts";
import { mailSchema } from "./mail.ts";
import { edgeRule, publicEndpointSchema } from "./public-endpoint.ts";
import type { Rule, Schema, Settings } from "./setting.ts";
import { mailSpendSchema } from "./spend.ts";
import { telemetrySchema } from "./telemetry.ts";

/** What the function `signup` reads from its environment. */
export const signupSchema = {
  AWS_REGION: awsRegion,
  SIGNUP_TABLE: {
    kind: tableName,
    about:
      "DynamoDB table of the hourly limits, of what is known of addresses and of what became of mails, with partition key `pk` (S) and TTL attribute `ttl`.",
    example: "postern-signup-prod",
    presence: "required",
  },
  EMAIL_HASH_SECRET_ARN: {
    kind: secretName,
    about:
      "Secret, any text of 16 characters or more, that keys the references which stand for e-mail addresses.",
    example: "arn:aws:secretsmanager:eu-north-1:123456789012:secret:postern/email-hash-prod",
    presence: "required",
  },
  SIGNUP_LIMIT_PER_HOUR: {
    kind: integer(1, 100),
    about: "Sign-ups per clock hour from one address of the network, and as many for one mailbox.",
    example: "5",
    presence: { default: "5" },
  },
  ...mailSchema,
  ...sendingBreakerSchema,
  ...publicEndpointSchema,
  ...emailSchema,
  VALIDATE_EMAIL: { ...emailSchema.VALIDATE_EMAIL, presence: { default: "dns" } },
  ...emailApiSchema,
  ...mailSpendSchema,
  ...controlsSchema,
  ...telemetrySchema,
} as const satisfies Schema;

export type SignupSettings = Settings<typeof signupSchema>;

export const signupRules: readonly Rule<typeof signupSchema>[] = [sendingBreakerRule, edgeRule, emailApiRule];
