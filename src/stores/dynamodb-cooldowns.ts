import { type AttributeValue, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type CooldownPolicy, forgetAtMs, type SendLog, waitAfterLastMs } from "../limits/cooldown-policy.ts";
import type { CooldownStore } from "./cooldown-store.ts";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text } from "./dynamodb-item.ts";

/**
 * Cooldowns as DynamoDB items, each decided by one conditional `UpdateItem`.
 *
 * ```
 *   t1           when the last send was accepted           (milliseconds since the epoch)
 *   e1 … eN      when the last N sends leave the window, newest first; N is the threshold
 *   notBefore    nobody sends before this: left by a send that was taken back
 *   token        whose send the last one was
 *   ttl          seconds since the epoch; DynamoDB deletes days later, so nothing relies on it
 * ```
 *
 * DynamoDB cannot subtract in a condition, so each send writes down when it will leave the window. The wait is escalated
 * exactly when the N-th newest send had not left it by the time of the last one: `eN >= t1`.
 */
export function dynamoDbCooldowns(table: DynamoDbTable): CooldownStore {
  const TableName = table.name;

  return {
    start: async (pk, token, nowMs, policy) => {
      const command = startCommand(TableName, pk, token, nowMs, policy);
      const answer = await table.call((client, limit) => client.send(command, limit));
      if (!answer.held) {
        // Engines other than AWS do not hand back the item that failed the condition.
        const item = answer.item ?? (await readItem(table, { pk: text(pk) })) ?? {};
        return { started: false, retryAtMs: Math.max(nowMs + 1, freeAtMs(item, policy)) };
      }
      const before = answer.output.Attributes ?? {};
      return {
        started: true,
        undo: async (notBeforeMs) => {
          const restore = restoreCommand(TableName, pk, token, before, notBeforeMs, policy);
          // A condition that fails here means that another send has been accepted since: its mark stands.
          await table.call((client, limit) => client.send(restore, limit));
        },
      };
    },
  };
}

function startCommand(TableName: string, pk: string, token: string, nowMs: number, policy: CooldownPolicy) {
  const { baseMs, escalatedMs, threshold, windowMs } = policy;
  const oldest = expiry(threshold);

  const isNew = "attribute_not_exists(t1)";
  const escalatedWaitIsOver = "t1 <= :escalatedAgo";
  const baseWaitIsOver = "t1 <= :baseAgo";
  const isNotEscalated = `(attribute_not_exists(${oldest}) OR ${oldest} < t1)`;
  const isNotHeldBack = "(attribute_not_exists(notBefore) OR notBefore <= :now)";

  // The right-hand sides read the item as it was, so each expiry moves one place down.
  const shifts = Array.from({ length: threshold - 1 }, (_, index) => {
    const place = threshold - index;
    return `${expiry(place)} = if_not_exists(${expiry(place - 1)}, :never)`;
  });
  return new UpdateItemCommand({
    TableName,
    Key: { pk: text(pk) },
    UpdateExpression: `SET ${[...shifts, "e1 = :leavesWindow", "t1 = :now", "#token = :token", "#ttl = :ttl"].join(", ")}`,
    ConditionExpression: `(${isNew} OR ${escalatedWaitIsOver} OR (${baseWaitIsOver} AND ${isNotEscalated})) AND ${isNotHeldBack}`,
    ExpressionAttributeNames: { "#token": "token", "#ttl": "ttl" },
    ExpressionAttributeValues: {
      // DynamoDB refuses a value that no expression uses: a threshold of 1 has no places to move down.
      ...(threshold > 1 && { ":never": number(0) }),
      ":now": number(nowMs),
      ":leavesWindow": number(nowMs + windowMs),
      ":escalatedAgo": number(nowMs - escalatedMs),
      ":baseAgo": number(nowMs - baseMs),
      ":token": text(token),
      ":ttl": number(ttlSeconds(nowMs, policy)),
    },
    ReturnValues: "UPDATED_OLD",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
}

/** Puts every attribute back as it was, on the condition that the last send is still the one to take back. */
function restoreCommand(
  TableName: string,
  pk: string,
  token: string,
  before: Item,
  notBeforeMs: number,
  policy: CooldownPolicy,
) {
  const attributes = ["t1", ...Array.from({ length: policy.threshold }, (_, index) => expiry(index + 1))];
  const kept = attributes.filter((name) => before[name]);
  const gone = attributes.filter((name) => !before[name]);
  const isStillThisSend = "#token = :token";
  return new UpdateItemCommand({
    TableName,
    Key: { pk: text(pk) },
    UpdateExpression: `SET ${[...kept.map((name) => `${name} = :${name}`), "notBefore = :notBefore"].join(", ")} REMOVE ${[...gone, "#token"].join(", ")}`,
    ConditionExpression: isStillThisSend,
    ExpressionAttributeNames: { "#token": "token" },
    ExpressionAttributeValues: {
      ":token": text(token),
      ":notBefore": number(notBeforeMs),
      ...Object.fromEntries(kept.map((name) => [`:${name}`, before[name] as AttributeValue])),
    },
  });
}

function freeAtMs(item: Item, policy: CooldownPolicy): number {
  const lastSentAtMs = Number(item.t1?.N ?? Number.NaN);
  const expiriesMs = Array.from({ length: policy.threshold }, (_, index) =>
    Number(item[expiry(index + 1)]?.N ?? 0),
  );
  const log: SendLog = { lastSentAtMs, expiriesMs };
  const free = Number.isNaN(lastSentAtMs) ? 0 : lastSentAtMs + waitAfterLastMs(log, policy);
  return Math.max(free, Number(item.notBefore?.N ?? 0));
}

const expiry = (place: number) => `e${place}`;
const ttlSeconds = (nowMs: number, policy: CooldownPolicy) => Math.ceil(forgetAtMs(nowMs, policy) / 1_000);
