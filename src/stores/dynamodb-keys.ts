import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { readItem, text } from "./dynamodb-item.ts";
import type { KeyRecord, KeyRegistry, StoredKey } from "./key-store.ts";

const PREFIX = "key#";

/** API keys as DynamoDB items: `pk` (S) is `key#` and the hash, `record` (S) is JSON. */
export function dynamoDbKeys(table: DynamoDbTable): KeyRegistry {
  const TableName = table.name;

  const scanFrom = async (start: Item | undefined): Promise<readonly StoredKey[]> => {
    const command = new ScanCommand({
      TableName,
      ConsistentRead: true,
      FilterExpression: "begins_with(pk, :prefix)",
      ExpressionAttributeValues: { ":prefix": text(PREFIX) },
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await table.call((client, limit) => client.send(command, limit));
    if (!page.held) return [];
    const { Items = [], LastEvaluatedKey } = page.output;
    const keys = Items.map((item) => ({
      hash: (item.pk?.S ?? "").slice(PREFIX.length),
      record: recordOf(item),
    }));
    return LastEvaluatedKey ? [...keys, ...(await scanFrom(LastEvaluatedKey))] : keys;
  };

  return {
    find: async (hash) => {
      const item = await readItem(table, { pk: text(PREFIX + hash) });
      return item && recordOf(item);
    },
    put: async ({ hash, record }, was) => {
      const command = new PutItemCommand({
        TableName,
        Item: { pk: text(PREFIX + hash), record: text(JSON.stringify(record)) },
        ...(was && {
          ConditionExpression: "#record = :was",
          ExpressionAttributeNames: { "#record": "record" },
          ExpressionAttributeValues: { ":was": text(JSON.stringify(was)) },
        }),
      });
      return (await table.call((client, limit) => client.send(command, limit))).held;
    },
    list: () => scanFrom(undefined),
  };
}

const recordOf = (item: Item) => JSON.parse(item.record?.S ?? "{}") as KeyRecord;
