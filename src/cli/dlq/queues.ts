import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type AwsConnection, clientConfig } from "../../aws/connection.ts";
import { Unavailable } from "../../gate/unavailable.ts";

/** A message that was delivered again and again in vain. */
export interface DeadLetter {
  /** Of the message: the job in it may be none. */
  readonly id: string;
  readonly body: string;
  readonly sentAtMs: number;
  /** How often it was handed over, counting those who only looked at it. */
  readonly received: number;
  /** Stands for this one time that it was received. */
  readonly receipt: string;
}

/** A queue of SQS. Every method throws Unavailable, with the queue's name as its part, when it cannot be asked. */
export interface SqsQueue {
  readonly name: string;
  send(body: string): Promise<void>;
  /** Up to ten, which nobody else sees for a while; none when there are no more. */
  receive(): Promise<readonly DeadLetter[]>;
  /** Lets others see them again at once. One that cannot be is seen again by itself. */
  giveBack(letters: readonly DeadLetter[]): Promise<void>;
  remove(letter: DeadLetter): Promise<void>;
}

/** So long a message stays out of sight when whoever looks at it is interrupted. */
const OUT_OF_SIGHT_SECONDS = 30;
/** Waiting, if only for this long, has every server of a queue asked: an empty answer then means an empty queue. */
const WAIT_SECONDS = 1;
const MOST_AT_ONCE = 10;

/** @returns queues by their names, at one connection. */
export function sqsQueues(
  connection: AwsConnection,
  timeoutMs: number,
): { readonly queue: (name: string) => SqsQueue; readonly close: () => void } {
  const client = new SQSClient({
    ...clientConfig(connection),
    maxAttempts: 1,
    // Else the SDK goes to the URL's host, and says so on the terminal, where a profile names another endpoint.
    useQueueUrlAsEndpoint: false,
  });
  const limit = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });

  const queue = (name: string): SqsQueue => {
    let url: Promise<string> | undefined;
    const findUrl = async () => {
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }), limit());
      return QueueUrl ?? "";
    };
    const call = async <T>(operation: (QueueUrl: string) => Promise<T>): Promise<T> => {
      try {
        url ??= findUrl();
        return await operation(await url);
      } catch (error) {
        throw new Unavailable(name, error);
      }
    };

    return {
      name,
      send: (MessageBody) =>
        call(async (QueueUrl) => {
          await client.send(new SendMessageCommand({ QueueUrl, MessageBody }), limit());
        }),
      receive: () =>
        call(async (QueueUrl) => {
          const command = new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: MOST_AT_ONCE,
            VisibilityTimeout: OUT_OF_SIGHT_SECONDS,
            WaitTimeSeconds: WAIT_SECONDS,
            MessageSystemAttributeNames: ["SentTimestamp", "ApproximateReceiveCount"],
          });
          const { Messages = [] } = await client.send(command, limit());
          return Messages.map(({ MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} }) => ({
            id: MessageId,
            body: Body,
            sentAtMs: Number(Attributes.SentTimestamp),
            received: Number(Attributes.ApproximateReceiveCount),
            receipt: ReceiptHandle,
          }));
        }),
      giveBack: (letters) =>
        call(async (QueueUrl) => {
          for (let from = 0; from < letters.length; from += MOST_AT_ONCE) {
            const Entries = letters.slice(from, from + MOST_AT_ONCE).map(({ receipt }, index) => ({
              Id: String(index),
              ReceiptHandle: receipt,
              VisibilityTimeout: 0,
            }));
            await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }), limit());
          }
        }),
      remove: ({ receipt }) =>
        call(async (QueueUrl) => {
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt }), limit());
        }),
    };
  };
  return { queue, close: () => client.destroy() };
}
