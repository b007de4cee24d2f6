import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { dynamoDbServer } from "../../../local/dynamodb-engine.ts";
import { listen } from "../../../local/listen.ts";
import { type AwsConnection, clientConfig } from "../../../src/aws/connection.ts";
import { type DynamoDbTable, dynamoDbTable } from "../../../src/stores/dynamodb.ts";
import { hasJava } from "../../support/amazons-engine.ts";

export const TABLE_NAME = "postern-sms-test";

/** A DynamoDB on the wire, with one empty table. */
export interface Engine {
  readonly url: string;
  readonly connection: AwsConnection;
  close(): Promise<void>;
}

/** A table whose time limit no busy machine runs into: here only answers are judged. */
export const patientTable = ({ connection }: Pick<Engine, "connection">): DynamoDbTable =>
  dynamoDbTable({ ...connection, tableName: TABLE_NAME, timeoutMs: 30_000 });

export const connectionTo = (endpoint: string, accessKeyId = "test"): AwsConnection => ({
  region: "eu-north-1",
  endpoint,
  credentials: { accessKeyId, secretAccessKey: "test" },
});

export async function startDynalite(): Promise<Engine> {
  const { url, close } = await listen(dynamoDbServer(), 0, "the port of dynalite");
  return withTable(connectionTo(url), close);
}

if (!hasJava) process.stdout.write("\nNOT RUN: what belongs on Amazon's engine. There is no Java here.\n");

/** Amazon's own engine needs Java. Where there is none, the suite goes on without it, and says so. */
export const ENGINES: Readonly<
  Record<string, { readonly runs: boolean; readonly start: () => Promise<Engine> }>
> = {
  "on dynalite": { runs: true, start: startDynalite },
  [hasJava ? "on Amazon's engine" : "on Amazon's engine: NOT RUN, there is no Java here"]: {
    runs: hasJava,
    start: borrowAmazonsEngine,
  },
};

/** The one engine of this run, by an access key of this caller alone: what has other keys has other databases. */
async function borrowAmazonsEngine(): Promise<Engine> {
  const answer = await fetch(inject("lender"));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return withTable(connectionTo(text, randomUUID().replaceAll("-", "")), async () => undefined);
}

async function withTable(connection: AwsConnection, close: () => Promise<void>): Promise<Engine> {
  const client = new DynamoDBClient({ ...clientConfig(connection), maxAttempts: 10 });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  client.destroy();
  return { url: connection.endpoint ?? "", connection, close };
}
