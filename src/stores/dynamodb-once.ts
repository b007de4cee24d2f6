import { PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { SPENT_SECONDS_AGO } from "./claim-store.ts";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text, ttl } from "./dynamodb-item.ts";
import type { OnceClaim, OnceStore, OnceWork } from "./once-store.ts";

/**
 * Work as DynamoDB items, each change one `PutItem`, so that the function's role needs nothing else.
 *
 * ```
 *   state          claimed                       done
 *   fingerprint    of the request                of the request
 *   token          whose claim it is
 *   leaseUntilMs   free again then
 *   expiresAtMs                                  forgotten then
 *   ttl            seconds since the epoch; DynamoDB deletes days later, so nothing relies on it
 * ```
 *
 * ```
 *   claim ── under way ──┬── finish ── done ──▶ expiry: free again
 *                        ├── release ─▶ free again at once
 *                        └── crash ── under way ──▶ end of the lease: free again
 * ```
 *
 * A put replaces the whole item, so a done item has no lease, and a claimed one no expiry.
 */
export function dynamoDbOnce(table: DynamoDbTable): OnceStore {
  const put = (input: Omit<PutItemCommandInput, "TableName">) =>
    table.call((client, limit) =>
      client.send(new PutItemCommand({ TableName: table.name, ...input }), limit),
    );

  return {
    claim: async (work, nowMs) => {
      const answer = await put(claimInput(work, nowMs));
      if (answer.held) return { as: "claimed" };
      // AWS hands the item back with the failed condition. The read is for engines that do not.
      const item = answer.item ?? (await readItem(table, keyOf(work)));
      return claimOfAnother(item ?? {}, work, nowMs);
    },
    finish: async (work) => {
      const { fingerprint, expiresAtMs } = work;
      await put({
        Item: {
          ...keyOf(work),
          state: text("done"),
          fingerprint: text(fingerprint),
          expiresAtMs: number(expiresAtMs),
          ttl: ttl(expiresAtMs),
        },
      });
    },
    release: async (work, nowMs) => {
      const isStillOurs = "#token = :token";
      // A condition that fails here means that it is another's by now, or done: that stands.
      await put({
        Item: {
          ...keyOf(work),
          state: text("released"),
          fingerprint: text(work.fingerprint),
          // Free on instances whose clock is behind as well.
          leaseUntilMs: number(0),
          ttl: ttl(nowMs - SPENT_SECONDS_AGO * 1_000),
        },
        ConditionExpression: isStillOurs,
        ExpressionAttributeNames: { "#token": "token" },
        ExpressionAttributeValues: { ":token": text(work.token) },
      });
    },
  };
}

const keyOf = ({ key }: OnceWork): Item => ({ pk: text(key) });

function claimInput(work: OnceWork, nowMs: number) {
  const isNew = "attribute_not_exists(pk)";
  const leaseIsOver = "leaseUntilMs <= :now";
  const isForgotten = "expiresAtMs <= :now";

  return {
    Item: {
      ...keyOf(work),
      state: text("claimed"),
      fingerprint: text(work.fingerprint),
      token: text(work.token),
      leaseUntilMs: number(work.leaseUntilMs),
      ttl: ttl(work.leaseUntilMs),
    },
    ConditionExpression: [isNew, leaseIsOver, isForgotten].join(" OR "),
    ExpressionAttributeValues: { ":now": number(nowMs) },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  } satisfies Partial<PutItemCommandInput>;
}

/** An item that was read after the claim may be free, or gone, by then: the caller is to come again. */
function claimOfAnother(item: Item, work: OnceWork, nowMs: number): OnceClaim {
  const fingerprint = item.fingerprint?.S ?? work.fingerprint;
  if (item.state?.S === "done") return { as: "done", fingerprint };
  return {
    as: "under-way",
    fingerprint,
    leaseUntilMs: Math.max(nowMs + 1, Number(item.leaseUntilMs?.N ?? 0)),
  };
}
