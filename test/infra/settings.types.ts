import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "../../infra/environment.ts";
import { feedbackSchema } from "../../src/config/feedback.ts";

const whole = {
  AWS_REGION: SET_BY_LAMBDA,
  SIGNUP_TABLE: "postern-signup-dev",
  EMAIL_HASH_SECRET_ARN: "postern/email-hash-dev",
  LOG_LEVEL: LEFT_TO_ITS_DEFAULT,
  METRICS_NAMESPACE: LEFT_TO_ITS_DEFAULT,
} as const;

environment(feedbackSchema, whole);

const { SIGNUP_TABLE: _, ...withoutTable } = whole;
// @ts-expect-error a setting of the schema is missing
environment(feedbackSchema, withoutTable);

// @ts-expect-error a setting that the schema does not have
environment(feedbackSchema, { ...whole, TABLE_NAME: "postern-sms-dev" });

// @ts-expect-error a required setting has no default to be left to
environment(feedbackSchema, { ...whole, SIGNUP_TABLE: LEFT_TO_ITS_DEFAULT });

// @ts-expect-error Lambda refuses to have it set
environment(feedbackSchema, { ...whole, AWS_REGION: "eu-north-1" });
