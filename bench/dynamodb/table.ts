import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LOCAL } from "./local.ts";

/** Creates a table with one text key. @returns its name. */
export async function createTable(endpoint: string, name: string, key: string): Promise<string> {
  const client = new DynamoDBClient({ ...LOCAL, endpoint });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
    }),
  );
  client.destroy();
  return name;
}
