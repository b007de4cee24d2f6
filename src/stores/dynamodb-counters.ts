import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { CounterStore } from "./counter-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";
import { number, text } from "./dynamodb-item.ts";

/** Counts as DynamoDB items `pk` (S), `n` (N) and `ttl` (N), each added to by one conditional `UpdateItem`. */
export function dynamoDbCounters(table: DynamoDbTable): CounterStore {
  const TableName = table.name;

  const isFirst = "attribute_not_exists(n)";
  const isUnderLimit = "n < :limit";
  const isAboveZero = "n > :zero";

  return {
    add: async (pk, limit, expiresAtSeconds) => {
      const command = new UpdateItemCommand({
        TableName,
        Key: { pk: text(pk) },
        UpdateExpression: "ADD n :one SET #ttl = :ttl",
        ConditionExpression: `${isFirst} OR ${isUnderLimit}`,
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":one": number(1),
          ":limit": number(limit),
          ":ttl": number(expiresAtSeconds),
        },
      });
      return (await table.call((client, limit) => client.send(command, limit))).held;
    },
    subtract: async (pk) => {
      const command = new UpdateItemCommand({
        TableName,
        Key: { pk: text(pk) },
        UpdateExpression: "ADD n :minusOne",
        ConditionExpression: isAboveZero,
        ExpressionAttributeValues: { ":minusOne": number(-1), ":zero": number(0) },
      });
      await table.call((client, limit) => client.send(command, limit));
    },
  };
}
