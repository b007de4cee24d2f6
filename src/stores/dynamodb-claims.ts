import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { type ClaimStore, SPENT_SECONDS_AGO } from "./claim-store.ts";
import type { DynamoDbTable } from "./dynamodb.ts";

/**
 * Claims as DynamoDB items `pk` (S) and `ttl` (N, seconds since the epoch), with `PutItem` and nothing else, so
 * that the function's role needs nothing else. DynamoDB deletes expired items within days only, so the condition
 * compares the expiry itself.
 *
 * ```
 *   claim: ttl = expiry ────────────── taken ──────────────▶ expiry: free again
 *              release: ttl = the past ─▶ free again at once
 * ```
 */
export function dynamoDbClaims(table: DynamoDbTable): ClaimStore {
  const isNew = "attribute_not_exists(pk)";
  const isSpent = "#ttl <= :now";

  const put = (pk: string, ttl: number, ifFreeAtSeconds?: number) =>
    table.call((client, limit) =>
      client.send(
        new PutItemCommand({
          TableName: table.name,
          Item: { pk: { S: pk }, ttl: { N: String(ttl) } },
          ...(ifFreeAtSeconds !== undefined && {
            ConditionExpression: `${isNew} OR ${isSpent}`,
            ExpressionAttributeNames: { "#ttl": "ttl" },
            ExpressionAttributeValues: { ":now": { N: String(ifFreeAtSeconds) } },
          }),
        }),
        limit,
      ),
    );

  return {
    claim: async (key, nowSeconds, expiresAtSeconds) => (await put(key, expiresAtSeconds, nowSeconds)).held,
    // Without a condition: the claim is the caller's own, nobody else can have it before it is given back.
    release: async (key, nowSeconds) => {
      await put(key, nowSeconds - SPENT_SECONDS_AGO);
    },
  };
}
