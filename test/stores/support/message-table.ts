import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "../../../src/aws/connection.ts";
import { type DynamoDbTable, dynamoDbTable } from "../../../src/stores/dynamodb.ts";
import type { Engine } from "./engines.ts";

export const MESSAGE_TABLE = "postern-messages-test";

/** An empty table for messages: unlike the others, it has two keys. */
export async function createMessageTable(
  { connection }: Pick<Engine, "connection">,
  TableName = MESSAGE_TABLE,
): Promise<void> {
  const client = new DynamoDBClient({ ...clientConfig(connection), maxAttempts: 10 });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  client.destroy();
}

/** With a time limit that no busy machine runs into: here only answers are judged. */
export const patientMessageTable = ({ connection }: Pick<Engine, "connection">): DynamoDbTable =>
  dynamoDbTable({ ...connection, tableName: MESSAGE_TABLE, timeoutMs: 30_000 });
