import type { AwsConnection } from "../../src/aws/connection.ts";
import { contactForm } from "../../src/contact/contact-form.ts";
import { byMail } from "../../src/contact/dispatch.ts";
import { emailValidator } from "../../src/email/email-validator.ts";
import type { HttpFeature } from "../../src/http/feature.ts";
import { sesMailer } from "../../src/senders/ses.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { OWNER } from "./planted.ts";

/** So long that a busy machine is never taken for an outage. */
const PATIENT_MS = 60_000;

export interface RealFormOptions {
  readonly dynamodb: AwsConnection;
  readonly ses: AwsConnection;
  readonly tableName: string;
  readonly limitPerHour: number;
  readonly storeTimeoutMs?: number;
  readonly mailTimeoutMs?: number;
  /** Instead of those in DynamoDB. */
  readonly slots?: ClaimStore;
}

/** The contact form on DynamoDB and SES, with other time limits than those it is deployed with. */
export function realForm(options: RealFormOptions): HttpFeature {
  const { dynamodb, ses, tableName, limitPerHour } = options;
  const { storeTimeoutMs = PATIENT_MS, mailTimeoutMs = PATIENT_MS } = options;
  const table = dynamoDbTable({ ...dynamodb, tableName, timeoutMs: storeTimeoutMs });
  return contactForm({
    allowedOrigins: new Set(),
    limitPerHour,
    edgeSecrets: [],
    requireEdge: false,
    validator: () => emailValidator({}),
    slots: options.slots ?? dynamoDbClaims(table),
    dispatch: byMail({
      envelope: { from: OWNER, to: OWNER },
      mailer: sesMailer({ ...ses, timeoutMs: mailTimeoutMs }),
    }),
  });
}
