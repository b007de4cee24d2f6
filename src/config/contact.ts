import { awsRegion, tableName } from "./aws.ts";
import {
  controlsSchema,
  deliveryRule,
  deliverySchema,
  keepingRule,
  keepingSchema,
  onceSchema,
} from "./delivery.ts";
import { emailSchema } from "./email.ts";
import { honeypotField } from "./honeypot-field.ts";
import { emailAddress, integer, location } from "./kinds.ts";
import { mailSchema } from "./mail.ts";
import { edgeRule, publicEndpointSchema } from "./public-endpoint.ts";
import type { Rule, Schema, Settings } from "./setting.ts";
import { mailSpendSchema } from "./spend.ts";
import { telemetrySchema } from "./telemetry.ts";

/** What the function `contact` reads from its environment. */
export const contactSchema = {
  AWS_REGION: awsRegion,
  RATE_TABLE: {
    kind: tableName,
    about: "DynamoDB table of the hourly limit, with partition key `pk` (S) and TTL attribute `ttl`.",
    example: "postern-rate-limit-prod",
    presence: "required",
  },
  IP_LIMIT_PER_HOUR: {
    kind: integer(1, 100),
    about:
      "Messages that one address may send per clock hour. Offices share an address: raise it rather than lose them.",
    example: "5",
    presence: { default: "5" },
  },
  ...mailSchema,
  TO_EMAIL: {
    kind: emailAddress,
    about: "Where the mail goes. Default: `FROM_EMAIL`.",
    example: "office@example.com",
  },
  HONEYPOT_FIELD: {
    kind: honeypotField,
    about:
      "The member of a JSON body that people leave empty: a program that fills it in is thanked, and nothing is sent. In forms these are the fields that begin with `hp_`, whatever this says.",
    example: "fax_number",
    presence: { default: "company" },
  },
  SUCCESS_URL: {
    kind: location,
    about:
      "Where a browser without script is sent after posting, with `?error=CODE` when refused. Default: a plain page of ours.",
    example: "https://www.example.com/thanks",
  },
  ...publicEndpointSchema,
  ...emailSchema,
  ...deliverySchema,
  ...onceSchema,
  ...keepingSchema,
  ...mailSpendSchema,
  ...controlsSchema,
  ...telemetrySchema,
} as const satisfies Schema;

export type ContactSettings = Settings<typeof contactSchema>;

export const contactRules: readonly Rule<typeof contactSchema>[] = [edgeRule, deliveryRule, keepingRule];
