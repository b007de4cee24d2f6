import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "../../../src/aws/connection.ts";
import { type Engine, TABLE_NAME } from "../../stores/support/engines.ts";

/** Every item of the engine's table, asked of the engine itself and not through a store. */
export async function itemsIn({ connection }: Pick<Engine, "connection">) {
  const client = new DynamoDBClient(clientConfig(connection));
  try {
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }),
    );
    return Items;
  } finally {
    client.destroy();
  }
}
