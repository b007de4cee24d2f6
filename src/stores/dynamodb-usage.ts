import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dayOf } from "../limits/day.ts";
import {
  fullAtMicros,
  intervalMicros,
  judgeUsage,
  periodOf,
  toMicros,
  type UsagePolicy,
} from "../limits/usage-policy.ts";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text } from "./dynamodb-item.ts";
import type { SeenUsage, UsageReader, UsageStore } from "./usage-store.ts";

/**
 * Usage as DynamoDB items, bucket and quota in one, each call decided by one conditional `UpdateItem`.
 *
 * ```
 *   tat            when the bucket will be empty         (microseconds since the epoch)
 *   u2026-11-22    calls in the period that began then; a new period is a new attribute, so nothing is reset
 *   day            last day of use, for people
 * ```
 *
 * DynamoDB has no maximum, so a bucket at rest (`tat` in the past) and one in use are written by different expressions:
 *
 * ```
 *   at rest:  tat ─── now               tat := now + interval
 *   in use:           now ─── tat       tat := tat + interval,   if tat <= now + (burst - 1) intervals
 * ```
 *
 * `tat` never goes back, so a bucket that was seen in use at this time is in use; only the guess "at rest" can be wrong, and
 * then the second write settles it.
 */
export function dynamoDbUsage(table: DynamoDbTable): UsageStore & UsageReader {
  const TableName = table.name;

  const read = async (pk: string): Promise<Item> => (await readItem(table, { pk: text(pk) })) ?? {};

  const attempt = async (call: Call, inUse: boolean) => {
    const { pk, nowMs, policy } = call;
    const command = countCommand(TableName, call, inUse);
    const answer = await table.call((client, limit) => client.send(command, limit));
    const item = answer.held ? answer.output.Attributes : (answer.item ?? (await read(pk)));
    return { counted: answer.held, usage: usageOf(item ?? {}, nowMs, policy) };
  };

  return {
    count: async (pk, nowMs, policy, seen) => {
      const call: Call = { pk, nowMs, policy, leftovers: leftoversOf(seen, nowMs, policy) };
      const guessedInUse = seen !== undefined && seen.emptyAtMicros > toMicros(nowMs);
      const first = await attempt(call, guessedInUse);
      const wasWrongGuess = !first.counted && judgeUsage(first.usage, nowMs, policy).allowed;
      return wasWrongGuess ? attempt(call, !guessedInUse) : first;
    },
    read: async (pk, nowMs, policy) => {
      const item = await read(pk);
      const lastUsedDay = item.day?.S;
      return lastUsedDay === undefined ? undefined : { ...usageOf(item, nowMs, policy), lastUsedDay };
    },
  };
}

interface Call {
  readonly pk: string;
  readonly nowMs: number;
  readonly policy: UsagePolicy;
  readonly leftovers: readonly string[];
}

function countCommand(TableName: string, { pk, nowMs, policy, leftovers }: Call, inUse: boolean) {
  const { quota } = policy;
  const now = toMicros(nowMs);
  const removals = leftovers.map((_, index) => `#leftover${index}`);

  const isAtRest = "(attribute_not_exists(tat) OR tat <= :now)";
  const isInUseWithRoom = "(tat > :now AND tat <= :full)";
  const hasQuotaLeft = "(attribute_not_exists(#used) OR #used < :limit)";

  return new UpdateItemCommand({
    TableName,
    Key: { pk: text(pk) },
    UpdateExpression: [
      `SET tat = ${inUse ? "tat + :interval" : ":afterNow"}, #day = :day`,
      quota ? ", #used = if_not_exists(#used, :zero) + :one" : "",
      removals.length > 0 ? ` REMOVE ${removals.join(", ")}` : "",
    ].join(""),
    ConditionExpression: [inUse ? isInUseWithRoom : isAtRest, ...(quota ? [hasQuotaLeft] : [])].join(" AND "),
    ExpressionAttributeNames: {
      "#day": "day",
      ...(quota && { "#used": usedAttribute(quota, nowMs) }),
      ...Object.fromEntries(leftovers.map((name, index) => [`#leftover${index}`, name])),
    },
    ExpressionAttributeValues: {
      ":now": number(now),
      ":day": text(dayOf(nowMs)),
      ...(inUse
        ? { ":interval": number(intervalMicros(policy)), ":full": number(fullAtMicros(nowMs, policy)) }
        : { ":afterNow": number(now + intervalMicros(policy)) }),
      ...(quota && { ":limit": number(quota.limit), ":zero": number(0), ":one": number(1) }),
    },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
}

function usageOf(item: Item, nowMs: number, { quota }: UsagePolicy): SeenUsage {
  const current = quota && usedAttribute(quota, nowMs);
  return {
    emptyAtMicros: Number(item.tat?.N ?? 0),
    used: Number((current && item[current]?.N) ?? 0),
    counts: Object.keys(item).filter((name) => USED_ATTRIBUTE.test(name)),
  };
}

/**
 * Counts that nobody needs any more. The last period's stays for a minute: another instance may still be deciding a call
 * that came before midnight, or have a clock that is late, and would start to count that period anew.
 */
function leftoversOf(seen: SeenUsage | undefined, nowMs: number, { quota }: UsagePolicy): readonly string[] {
  const { counts = [] } = seen ?? {};
  if (quota === undefined) return counts;
  const needed = usedAttribute(quota, nowMs - 60_000);
  return counts.filter((name) => name < needed);
}

const USED_ATTRIBUTE = /^u\d{4}-\d\d-\d\d$/;
const usedAttribute = (quota: NonNullable<UsagePolicy["quota"]>, nowMs: number) =>
  `u${periodOf(quota, nowMs).name}`;
