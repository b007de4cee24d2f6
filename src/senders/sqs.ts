import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type AwsConnection, clientConfig } from "../aws/connection.ts";
import { surelyNotSent } from "./aws-outcome.ts";
import type { Queue } from "./queue.ts";

export interface SqsOptions extends AwsConnection {
  /** Names the queue. Where the request goes follows from the connection alone. */
  readonly queueUrl: string;
  /** How long one call may take. Default 3,000. */
  readonly timeoutMs?: number;
}

/** Puts messages into a standard queue of SQS, one `SendMessage` each. */
export function sqsQueue({ queueUrl, timeoutMs = 3_000, ...connection }: SqsOptions): Queue {
  const client = new SQSClient({
    ...clientConfig(connection),
    // One attempt: a call that timed out may have put the message, and a second one would put it twice.
    maxAttempts: 1,
    // Else the SDK goes to the URL's host, and writes a warning with the URL into the log when that is another region's.
    useQueueUrlAsEndpoint: false,
  });
  return {
    put: async (body) => {
      const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body });
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        return { sent: true, value: { messageId: MessageId ?? "" } };
      } catch (error) {
        const reason = error instanceof Error ? error.name : "Error";
        return { sent: surelyNotSent(error) ? false : "unknown", reason, error };
      }
    },
  };
}
