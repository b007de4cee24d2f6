import { setTimeout as pause } from "node:timers/promises";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { queueArn, queueName } from "../local/queues.ts";
import { failedOf, sqsEvent } from "../local/sqs-event.ts";
import { clientConfig } from "../src/aws/connection.ts";
import { awsConnection } from "../src/config/aws.ts";
import { deliverFunction } from "../src/functions/deliver.ts";
import { lambdaHost } from "../src/functions/host.ts";
import { FUNCTION_TIMEOUT_MS, QUEUE_URL, REGION } from "./plan.ts";
import { randomOf } from "./random.ts";

/** What a worker is told when it starts. */
export interface Order {
  readonly settings: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Its clock runs so many times as fast, from a moment that all workers share: leases are read by others. */
  readonly speed: number;
  readonly startedAtMs: number;
  readonly deletesFirst: boolean;
}

/*
 * An instance of the function `deliver` with Lambda's event source before it: takes batches out of the queue, hands them to the
 * real handler, and deletes what the handler does not name. It lives until somebody kills it.
 */
const { settings, seed, speed, startedAtMs, deletesFirst } = JSON.parse(process.argv[2] ?? "") as Order;
process.once("disconnect", () => process.exit());
// Whoever started it may have been killed while it was loading.
if (!process.connected) process.exit();

const random = randomOf(seed, settings.AWS_ACCESS_KEY_ID ?? "");
const lambda = lambdaHost();
const handler = deliverFunction({
  ...lambda,
  env: settings,
  nowMs: () => Math.round(startedAtMs + (Date.now() - startedAtMs) * speed),
  monotonicMs: () => lambda.monotonicMs() * speed,
  pause: (ms) => lambda.pause(ms / speed),
});

const QueueUrl = QUEUE_URL;
const MOST_AT_ONCE = 10;
const CALL_LIMIT_MS = 10_000;
const client = new SQSClient({
  ...clientConfig(awsConnection("SQS", REGION, settings)),
  maxAttempts: 1,
  useQueueUrlAsEndpoint: false,
});
const limit = () => ({ abortSignal: AbortSignal.timeout(CALL_LIMIT_MS) });

async function receive(): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 1 + Math.floor(random() * MOST_AT_ONCE),
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ["All"],
  });
  const { Messages = [] } = await client.send(command, limit());
  return Messages;
}

async function remove(messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), limit());
}

/** Lambda ends an instance whose time is up. */
async function invoke(event: unknown): Promise<unknown> {
  const endsAtMs = performance.now() + FUNCTION_TIMEOUT_MS / speed;
  const end = setTimeout(() => process.kill(process.pid, "SIGKILL"), FUNCTION_TIMEOUT_MS / speed);
  try {
    return await handler(event, {
      awsRequestId: lambda.randomText(),
      getRemainingTimeInMillis: () => Math.max(0, Math.round((endsAtMs - performance.now()) * speed)),
    });
  } finally {
    clearTimeout(end);
  }
}

async function deliverOneBatch(): Promise<void> {
  const messages = await receive();
  if (messages.length === 0) return;
  if (deletesFirst) await remove(messages);
  const answer = await invoke(
    sqsEvent(messages, { queueArn: queueArn(queueName(QUEUE_URL), REGION), region: REGION }),
  );
  const ids = messages.map(({ MessageId = "" }) => MessageId);
  const failed = failedOf(ids, { ok: true, payload: JSON.stringify(answer) });
  if (!deletesFirst) await remove(messages.filter(({ MessageId }) => !failed.has(MessageId)));
}

// As in the bundle of a deployment these are there before the first invocation, whose time a slow load would use up: on a busy
// machine each new worker would be ended, and so the run would never be.
await Promise.all([import("@aws-sdk/client-dynamodb"), import("@aws-sdk/client-sesv2")]);

const PAUSE_AFTER_FAILURE_MS = 100;
for (;;) {
  try {
    await deliverOneBatch();
  } catch (error) {
    // The event source goes on: the batch comes again.
    process.stderr.write(`a worker could not end a batch: ${error}\n`);
    await pause(PAUSE_AFTER_FAILURE_MS);
  }
}
