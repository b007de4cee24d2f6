import { type AttributeValue, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDbTable, Item } from "./dynamodb.ts";

/**
 * One item by its key, as the last write left it.
 * @throws Unavailable when the table cannot be asked.
 */
export async function readItem(table: DynamoDbTable, Key: Item): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true });
  const answer = await table.call((client, limit) => client.send(command, limit));
  return answer.held ? answer.output.Item : undefined;
}

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
/** DynamoDB deletes by whole seconds, days later: it only cleans up. */
export const ttl = (expiresAtMs: number): AttributeValue => number(Math.ceil(expiresAtMs / 1_000));
