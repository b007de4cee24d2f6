import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../../src/stores/dynamodb.ts";
import { type Engine, TABLE_NAME } from "./engines.ts";

/** An item as the engine keeps it, asked of the engine itself and not through a store. */
export async function itemOf(
  { connection }: Pick<Engine, "connection">,
  pk: string,
): Promise<Item | undefined> {
  const client = new DynamoDBClient(connection as never);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: TABLE_NAME, Key: { pk: { S: pk } }, ConsistentRead: true }),
  );
  client.destroy();
  return Item;
}
