import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { FaultMode } from "../../local/faults.ts";
import { endpointSettings } from "../../local/stand-ins.ts";
import type { AwsConnection } from "../../src/aws/connection.ts";
import { OWNER } from "./planted.ts";
import { REGION, startRecordedParts } from "./recorded-parts.ts";

export const RATE_TABLE = "postern-rate-limit-test";
export const MESSAGE_TABLE = "postern-messages-test";
export const QUEUE_URL = "http://127.0.0.1/000000000000/postern-delivery-test";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** DynamoDB and SES on the wire, every call written down. */
export type Aws = Awaited<ReturnType<typeof startAws>>;

export async function startAws() {
  const { parts, recorded, calls, setFault, ...recording } = await startRecordedParts({
    RATE_TABLE: [RATE_TABLE],
    MESSAGE_TABLE: [MESSAGE_TABLE],
    DELIVERY_QUEUE_URL: [QUEUE_URL],
    FROM_EMAIL: [OWNER],
    CONFIGURATION_SET: ["postern-test"],
  });

  return {
    /** What a function finds in its environment to reach them. */
    env: {
      ...endpointSettings(recorded),
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    connection: (part: "ses" | "dynamodb"): AwsConnection => ({
      region: REGION,
      endpoint: recorded[part],
      credentials: CREDENTIALS,
    }),
    ...recording,
    calls,
    actions: () => calls.map(({ action }) => action),
    /** The key of each write. */
    keys: () => calls.flatMap(({ body }) => (body as { Item?: { pk: { S: string } } }).Item?.pk.S ?? []),
    items: () => scan(parts.dynamodb, RATE_TABLE),
    messages: () => scan(parts.dynamodb, MESSAGE_TABLE),
    /** The bodies of all that waits in the queue; they are taken off it. */
    queued: () => drain(parts.sqs),
    setFault: (part: "ses" | "dynamodb" | "sqs", mode: FaultMode) => setFault(part, mode),
  };
}

async function drain(endpoint: string): Promise<string[]> {
  const client = new SQSClient({
    endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  try {
    const bodies: string[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await client.send(command);
      if (Messages.length === 0) return bodies;
      for (const { Body = "", ReceiptHandle } of Messages) {
        bodies.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl: QUEUE_URL, ReceiptHandle }));
      }
    }
  } finally {
    client.destroy();
  }
}

/** Every item of a table, asked of the engine itself and not through what is written down. */
export async function scan(endpoint: string, table: string) {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items;
  } finally {
    client.destroy();
  }
}
