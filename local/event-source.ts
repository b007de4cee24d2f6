import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type AwsConnection, clientConfig } from "../src/aws/connection.ts";
import type { Lambda } from "./lambda.ts";
import { queueArn, queueName } from "./queues.ts";
import { failedOf, sqsEvent } from "./sqs-event.ts";
import type { After } from "./timer.ts";

/** As many as SQS gives at once, and Lambda's own default. */
const BATCH_SIZE = 10;
/** Lambda waits longer; here a part that was made to hang is found well again sooner. */
const WAIT_SECONDS = 5;
const CALL_LIMIT_MS = 10_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export interface EventSourceOptions {
  readonly connection: AwsConnection;
  readonly queueUrl: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
  readonly lambda: Lambda;
  readonly after: After;
  /** Takes why the queue cannot be asked, once until it can be again. */
  readonly report: (error: unknown) => void;
}

/**
 * Feeds a function from a queue, as Lambda's event source mapping does: messages that the function failed at are left to
 * their visibility time-out, the others are deleted. One batch at a time.
 */
export async function startEventSource(options: EventSourceOptions): Promise<{ close(): Promise<void> }> {
  const { connection, queueUrl: QueueUrl, functionName, timeoutSeconds, lambda, after, report } = options;
  const { region } = connection;
  const origin = { queueArn: queueArn(queueName(QueueUrl), region), region };
  const client = new SQSClient({
    ...clientConfig(connection),
    maxAttempts: 1,
    useQueueUrlAsEndpoint: false,
  });
  const stopping = new AbortController();
  const { signal } = stopping;

  const inTime = async <T>(call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> => {
    const tooLong = new AbortController();
    const callOff = after(CALL_LIMIT_MS, () => tooLong.abort());
    try {
      return await call({ abortSignal: AbortSignal.any([signal, tooLong.signal]) });
    } finally {
      callOff();
    }
  };

  const receive = async (): Promise<readonly Message[]> => {
    const command = new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: BATCH_SIZE, WaitTimeSeconds: WAIT_SECONDS },
      ...{ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] },
    });
    const { Messages = [] } = await inTime((options) => client.send(command, options));
    return Messages;
  };

  const remove = async (messages: readonly Message[]) => {
    const Entries = messages.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle }));
    const command = new DeleteMessageBatchCommand({ QueueUrl, Entries });
    const { Failed = [] } = await inTime((options) => client.send(command, options));
    if (Failed.length > 0) throw new Error(`${Failed.length} messages were not deleted`);
  };

  const deliverOneBatch = async () => {
    const messages = await receive();
    if (messages.length === 0) return;
    const invocation = await lambda.invoke(functionName, JSON.stringify(sqsEvent(messages, origin)));
    const ids = messages.map(({ MessageId = "" }) => MessageId);
    const failed = failedOf(ids, invocation);
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    if (done.length > 0) await remove(done);
  };

  const poll = async () => {
    for (let wasWell = true; !signal.aborted; ) {
      try {
        await deliverOneBatch();
        wasWell = true;
      } catch (error) {
        if (signal.aborted) return;
        if (wasWell) report(error);
        wasWell = false;
        await new Promise<void>((resolve) => after(PAUSE_AFTER_FAILURE_MS, resolve));
      }
    }
  };

  // As AWS advises: a message must not come back while the function is still at it.
  const Attributes = { VisibilityTimeout: String(Math.ceil(6 * timeoutSeconds)) };
  const command = new SetQueueAttributesCommand({ QueueUrl, Attributes });
  await inTime((options) => client.send(command, options));
  void poll();
  return {
    // What the function is at is not waited for: it may hang, and its messages are gone with the queue.
    close: async () => {
      stopping.abort();
      client.destroy();
    },
  };
}
