import { awsRegion, secretName, tableName } from "./aws.ts";
import type { mailSchema } from "./mail.ts";
import type { Kind, Rule, Schema, Settings } from "./setting.ts";
import { telemetrySchema } from "./telemetry.ts";

/** What the function `feedback` reads from its environment. */
export const feedbackSchema = {
  AWS_REGION: awsRegion,
  SIGNUP_TABLE: {
    kind: tableName,
    about: "The table of the function `signup`: mails are counted there, and who is lost is remembered.",
    example: "postern-signup-prod",
    presence: "required",
  },
  EMAIL_HASH_SECRET_ARN: {
    kind: secretName,
    about: "The secret of the function `signup`, that keys the references which stand for e-mail addresses.",
    example: "arn:aws:secretsmanager:eu-north-1:123456789012:secret:postern/email-hash-prod",
    presence: "required",
  },
  ...telemetrySchema,
} as const satisfies Schema;

export type FeedbackSettings = Settings<typeof feedbackSchema>;

const percent: Kind<number> = {
  shape: "a percentage above 0 and up to 100, such as 0.1",
  parse: (value) => {
    const number = /^\d{1,3}(?:\.\d{1,3})?$/.test(value) ? Number(value) : 0;
    return number > 0 && number <= 100
      ? { ok: true, value: number }
      : { ok: false, fault: `is not ${percent.shape}` };
  },
};

/** What a function reads that writes to strangers, to stop while too many of its mails come back. */
export const sendingBreakerSchema = {
  MAX_BOUNCE_PERCENT: {
    kind: percent,
    about:
      "Above this share of bounced mails, of today and yesterday, nobody is written to. Without it, bounces stop nothing. AWS reviews an account at 5 % and may pause it at 10 %.",
    example: "4",
  },
  MAX_COMPLAINT_PERCENT: {
    kind: percent,
    about:
      "The same for complaints. Without it, complaints stop nothing. AWS reviews an account at 0.1 % and may pause it at 0.5 %.",
    example: "0.1",
  },
} as const satisfies Schema;

export const sendingBreakerRule: Rule<
  typeof sendingBreakerSchema & Pick<typeof mailSchema, "CONFIGURATION_SET">
> = {
  over: ["MAX_BOUNCE_PERCENT", "MAX_COMPLAINT_PERCENT", "CONFIGURATION_SET"],
  judge: ({ MAX_BOUNCE_PERCENT, MAX_COMPLAINT_PERCENT, CONFIGURATION_SET }) => {
    const isWatched = MAX_BOUNCE_PERCENT !== undefined || MAX_COMPLAINT_PERCENT !== undefined;
    return isWatched && CONFIGURATION_SET === undefined
      ? {
          setting: "CONFIGURATION_SET",
          fault: "is not set, so SES tells nothing of bounces and complaints, and their limit stops nothing",
          remedy:
            "Set CONFIGURATION_SET to one that publishes to the function feedback, or leave MAX_BOUNCE_PERCENT and MAX_COMPLAINT_PERCENT out.",
        }
      : undefined;
  },
};
