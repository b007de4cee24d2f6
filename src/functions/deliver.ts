import { awsConnection } from "../config/aws.ts";
import { type DeliverSettings, deliverRules, deliverSchema } from "../config/deliver.ts";
import { readSettings } from "../config/setting.ts";
import { hasTextCeiling } from "../config/spend.ts";
import { queuedMessages } from "../contact/queued.ts";
import { type Delivery, delivery } from "../delivery/deliver.ts";
import type { QueuedMessage } from "../delivery/delivery-gate.ts";
import { queuedTexts } from "../sms/queued.ts";
import { dynamoDbTable } from "../stores/dynamodb.ts";
import { dynamoDbClaims } from "../stores/dynamodb-claims.ts";
import { dynamoDbOnce } from "../stores/dynamodb-once.ts";
import { dynamoDbSpend } from "../stores/dynamodb-spend.ts";
import { misconfigured } from "./configuration-error.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";
import { lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { mailCeiling } from "./mail-ceiling.ts";
import { secretReader } from "./secrets.ts";
import { patientSes } from "./ses.ts";
import { smsProviders } from "./sms-providers.ts";
import { smsStores } from "./sms-stores.ts";
import { textCeiling } from "./text-ceiling.ts";

/**
 * The function `deliver`: SQS hands it batches of what other functions have accepted. It names those messages that are to
 * come again (`ReportBatchItemFailures`). With wrong settings it fails, so that all of them do.
 */
export function deliverFunction(host: Host): LambdaHandler {
  const read = readSettings(deliverSchema, host.env, deliverRules);
  if (!read.ok) {
    const tellMisconfigured = misconfigured(host, "deliver", read.faults);
    return async (_, { awsRequestId }) => {
      tellMisconfigured(awsRequestId);
      throw new TypeError("The settings are wrong; the log says which");
    };
  }
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, "deliver", deliverSchema);
  const { deliver } = realDelivery(host, settings);
  const tell = decisions(host, settings);

  return async (event, context) => {
    const at = invocationAt(host, context);
    const again = await deliver(batchOf(event), at, (conclusion) => tell(conclusion, at, context));
    return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function realDelivery(host: Host, settings: DeliverSettings): Delivery {
  const { AWS_REGION, RATE_TABLE, FROM_EMAIL, TO_EMAIL, SITE_NAME, DAILY_SPEND_LIMIT_USD } = settings;
  const dynamodb = awsConnection("DYNAMODB", AWS_REGION, host.env);
  const table = dynamoDbTable({ ...dynamodb, tableName: RATE_TABLE });
  return delivery({
    store: dynamoDbOnce(table),
    newToken: host.randomText,
    handlers: {
      contact: queuedMessages({
        envelope: { from: FROM_EMAIL, to: TO_EMAIL ?? FROM_EMAIL, siteName: SITE_NAME },
        mailer: patientSes(host, settings),
        digestThreshold: settings.DIGEST_THRESHOLD,
        ceiling:
          DAILY_SPEND_LIMIT_USD === undefined
            ? undefined
            : mailCeiling(DAILY_SPEND_LIMIT_USD, {
                spend: dynamoDbSpend(table),
                claims: dynamoDbClaims(table),
              }),
      }),
      ...(settings.CLICKSEND_SECRET_ARN !== undefined && {
        text: texts(host, { ...settings, CLICKSEND_SECRET_ARN: settings.CLICKSEND_SECRET_ARN }),
      }),
    },
  });
}

function texts(host: Host, settings: DeliverSettings & { readonly CLICKSEND_SECRET_ARN: string }) {
  const { AWS_REGION, TABLE_NAME, FALLBACK_ON_POLICY_BLOCK, TEXT_DAILY_SPEND_LIMIT_USD } = settings;
  const { clickSend, sns } = smsProviders(host, secretReader(host, AWS_REGION), settings);
  const stores = smsStores(lazyTable(host, AWS_REGION, TABLE_NAME ?? ""));
  const limits = { ...settings, DAILY_SPEND_LIMIT_USD: TEXT_DAILY_SPEND_LIMIT_USD };
  return queuedTexts({
    first: clickSend,
    second: sns,
    secondOnPolicyBlock: FALLBACK_ON_POLICY_BLOCK,
    ceiling: hasTextCeiling(limits) ? textCeiling(limits, stores) : undefined,
  });
}

/** @throws TypeError when it is no event of SQS. */
function batchOf(event: unknown): readonly QueuedMessage[] {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  if (Array.isArray(records) && records.every(isQueuedMessage)) {
    return records.map(({ messageId, body }) => ({ messageId, body }));
  }
  throw new TypeError("The event is not a batch of SQS messages");
}

function isQueuedMessage(record: unknown): record is QueuedMessage {
  const { messageId, body } = (record ?? {}) as Partial<QueuedMessage>;
  return typeof messageId === "string" && typeof body === "string";
}
