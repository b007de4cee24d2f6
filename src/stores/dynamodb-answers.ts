import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnswerStore } from "./answer-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";

export interface DynamoDbAnswersOptions {
  /**
   * Whether `find` sees everything that was kept before it. Default true. A cache may say false: it then misses what was
   * kept in the last moment, for half the price.
   */
  readonly consistentRead?: boolean;
}

/** Answers as DynamoDB items `pk` (S), `answer` (S) and `ttl` (N, seconds since the epoch). */
export function dynamoDbAnswers(
  table: DynamoDbTable,
  { consistentRead: ConsistentRead = true }: DynamoDbAnswersOptions = {},
): AnswerStore {
  const TableName = table.name;
  return {
    find: async (pk, nowSeconds) => {
      const command = new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead });
      const found = await table.call((client, limit) => client.send(command, limit));
      const item = found.held ? found.output.Item : undefined;
      const expiresAtSeconds = Number(item?.ttl?.N ?? 0);
      const text = item?.answer?.S;
      return text !== undefined && expiresAtSeconds > nowSeconds ? { text, expiresAtSeconds } : undefined;
    },
    keep: async (pk, text, expiresAtSeconds) => {
      const Item = { pk: { S: pk }, answer: { S: text }, ttl: { N: String(expiresAtSeconds) } };
      await table.call((client, limit) => client.send(new PutItemCommand({ TableName, Item }), limit));
    },
  };
}
