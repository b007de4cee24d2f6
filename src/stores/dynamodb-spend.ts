import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text } from "./dynamodb-item.ts";
import {
  checkEntries,
  type SpendEntry,
  type SpendReader,
  type SpendStore,
  type Spent,
} from "./spend-store.ts";

/**
 * Money as DynamoDB items, one for each day: `pk` (S, `spend#2026-11-22`), one number for each account, and `ttl` (N,
 * seconds since the epoch). All accounts move in one conditional `UpdateItem`.
 *
 * DynamoDB cannot add in a condition, so each account is compared with the room that the amount leaves below its limit:
 *
 * ```
 *   0 ────────── account ──── room ──────── limit        account <= limit - amount
 *                              └─ amount ─────┘
 * ```
 */
export function dynamoDbSpend(table: DynamoDbTable): SpendStore & SpendReader {
  const TableName = table.name;
  return {
    reserve: async (day, entries, expiresAtSeconds) => {
      checkEntries(entries);
      // An amount above its limit has no room anywhere, and an account that is new would not be compared.
      if (entries.some((entry) => (roomOf(entry) ?? 0) < 0)) return undefined;
      const command = reserveCommand(TableName, day, entries, expiresAtSeconds);
      const answer = await table.call((client, limit) => client.send(command, limit));
      return answer.held ? spentOf(answer.output.Attributes ?? {}) : undefined;
    },
    giveBack: async (day, entries) => {
      checkEntries(entries);
      const command = giveBackCommand(TableName, day, entries);
      await table.call((client, limit) => client.send(command, limit));
    },
    read: async (day) => spentOf((await readItem(table, keyOf(day))) ?? {}),
  };
}

const keyOf = (day: string): Item => ({ pk: text(`spend#${day}`) });
const roomOf = ({ limitMicroUsd, microUsd }: SpendEntry) =>
  limitMicroUsd === undefined ? undefined : limitMicroUsd - microUsd;

function reserveCommand(
  TableName: string,
  day: string,
  entries: readonly SpendEntry[],
  expiresAtSeconds: number,
) {
  const limited = entries.flatMap((entry, index) => {
    const room = roomOf(entry);
    return room === undefined ? [] : [{ index, room }];
  });
  const hasRoom = ({ index }: { readonly index: number }) => {
    const isFirst = `attribute_not_exists(#account${index})`;
    const fits = `#account${index} <= :room${index}`;
    return `(${isFirst} OR ${fits})`;
  };
  return new UpdateItemCommand({
    TableName,
    Key: keyOf(day),
    UpdateExpression: `ADD ${additions(entries)} SET #ttl = :ttl`,
    ...(limited.length > 0 && { ConditionExpression: limited.map(hasRoom).join(" AND ") }),
    ExpressionAttributeNames: { ...accountNames(entries), "#ttl": "ttl" },
    ExpressionAttributeValues: {
      ...Object.fromEntries(entries.map(({ microUsd }, index) => [`:amount${index}`, number(microUsd)])),
      ...Object.fromEntries(limited.map(({ index, room }) => [`:room${index}`, number(room)])),
      ":ttl": number(expiresAtSeconds),
    },
    ReturnValues: "UPDATED_NEW",
  });
}

/**
 * All or nothing, and only what is there: a day that has been deleted, or never held as much, stays as it is. The ceiling
 * then stands too low, never too high.
 */
function giveBackCommand(TableName: string, day: string, entries: readonly SpendEntry[]) {
  const isThere = (_: SpendEntry, index: number) => `#account${index} >= :held${index}`;
  return new UpdateItemCommand({
    TableName,
    Key: keyOf(day),
    UpdateExpression: `ADD ${additions(entries)}`,
    ConditionExpression: entries.map(isThere).join(" AND "),
    ExpressionAttributeNames: accountNames(entries),
    ExpressionAttributeValues: Object.fromEntries(
      entries.flatMap(({ microUsd }, index) => [
        [`:amount${index}`, number(-microUsd)],
        [`:held${index}`, number(microUsd)],
      ]),
    ),
  });
}

const additions = (entries: readonly SpendEntry[]) =>
  entries.map((_, index) => `#account${index} :amount${index}`).join(", ");
const accountNames = (entries: readonly SpendEntry[]) =>
  Object.fromEntries(entries.map(({ account }, index) => [`#account${index}`, account]));

/** `pk` is no number, and `ttl` no account. */
const spentOf = ({ ttl: _, ...item }: Item): Spent =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  );
