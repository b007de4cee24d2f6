import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { AnswerStore } from "./answer-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";
import { number, text } from "./dynamodb-item.ts";

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
      const command = new GetItemCommand({ TableName, Key: { pk: text(pk) }, ConsistentRead });
      const found = await table.call((client, limit) => client.send(command, limit));
      const item = found.held ? found.output.Item : undefined;
      const expiresAtSeconds = Number(item?.ttl?.N ?? 0);
      const answer = item?.answer?.S;
      return answer !== undefined && expiresAtSeconds > nowSeconds
        ? { text: answer, expiresAtSeconds }
        : undefined;
    },
    keep: async (pk, answer, expiresAtSeconds) => {
      const Item = { pk: text(pk), answer: text(answer), ttl: number(expiresAtSeconds) };
      await table.call((client, limit) => client.send(new PutItemCommand({ TableName, Item }), limit));
    },
  };
}
