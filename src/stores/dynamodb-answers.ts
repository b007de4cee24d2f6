import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnswerStore } from "./answer-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";

/** Answers as DynamoDB items `pk` (S), `answer` (S) and `ttl` (N, seconds since the epoch). */
export function dynamoDbAnswers(table: DynamoDbTable): AnswerStore {
  const TableName = table.name;
  return {
    find: async (pk, nowSeconds) => {
      const command = new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true });
      const found = await table.call((client, limit) => client.send(command, limit));
      const item = found.held ? found.output.Item : undefined;
      return Number(item?.ttl?.N ?? 0) > nowSeconds ? item?.answer?.S : undefined;
    },
    keep: async (pk, text, expiresAtSeconds) => {
      const Item = { pk: { S: pk }, answer: { S: text }, ttl: { N: String(expiresAtSeconds) } };
      await table.call((client, limit) => client.send(new PutItemCommand({ TableName, Item }), limit));
    },
  };
}
