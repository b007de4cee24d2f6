import {
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { Unavailable } from "../gate/unavailable.ts";
import { DAY_MS } from "../limits/day.ts";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text, ttl } from "./dynamodb-item.ts";
import type { MailEvent, MailEventStore } from "./mail-event-store.ts";

/**
 * Events as DynamoDB items: a mark for each event, and the counts of a day.
 *
 * ```
 *   mail-event#ID   leaseUntilMs                somebody is counting it; absent: it has been counted
 *   mail#DAY        sent, bounced, complained   the counts
 *                   counting                    events that these counts hold, and whose mark may not say so yet
 *   both            ttl                         seconds since the epoch: four days, and forty
 * ```
 *
 * ```
 *   claim the mark ── count, unless `counting` has it ── mark it as counted ── leave `counting`
 * ```
 *
 * A crash between any two steps loses nothing and counts nothing twice. The event is told again, for SNS heard no answer;
 * when the lease is over, whoever is told takes the same steps, and `counting` says whether the count was the last's work
 * already. A crash before the last step leaves one name in `counting`, and nothing else.
 */
export function dynamoDbMailEvents(table: DynamoDbTable): MailEventStore {
  const TableName = table.name;

  const put = (input: Omit<PutItemCommandInput, "TableName">) =>
    table.call((client, limit) => client.send(new PutItemCommand({ TableName, ...input }), limit));
  const update = (input: Omit<UpdateItemCommandInput, "TableName">) =>
    table.call((client, limit) => client.send(new UpdateItemCommand({ TableName, ...input }), limit));

  return {
    add: async (day, event, eventId, nowMs) => {
      const claimed = await put(claimInput(eventId, nowMs));
      if (!claimed.held) {
        // AWS hands the item back with the failed condition. The read is for engines that do not.
        const mark = claimed.item ?? (await readItem(table, markKey(eventId)));
        if (mark && mark.leaseUntilMs === undefined) return false;
        throw new Unavailable("dynamodb", new Error("the event is being counted at this moment"));
      }
      // A condition that fails here means that a counter who crashed has come this far.
      await update(countInput(day, event, eventId, nowMs));
      await put({ Item: { ...markKey(eventId), ttl: ttl(nowMs + MARK_LIVES_MS) } });
      await update({
        Key: dayKey(day),
        UpdateExpression: "DELETE counting :ids",
        ExpressionAttributeValues: { ":ids": { SS: [eventId] } },
      });
      return true;
    },
    read: async (day) => {
      const item = (await readItem(table, dayKey(day))) ?? {};
      const count = (event: MailEvent) => Number(item[event]?.N ?? 0);
      return { sent: count("sent"), bounced: count("bounced"), complained: count("complained") };
    },
  };
}

const MARK_LIVES_MS = 4 * DAY_MS;
const COUNTS_LIVE_MS = 40 * DAY_MS;
/** Longer than the four calls of a counter can take: one that still works at its end could count twice. */
const LEASE_MS = 30_000;

const markKey = (eventId: string): Item => ({ pk: text(`mail-event#${eventId}`) });
const dayKey = (day: string): Item => ({ pk: text(`mail#${day}`) });

function claimInput(eventId: string, nowMs: number) {
  const isNew = "attribute_not_exists(pk)";
  const leaseIsOver = "leaseUntilMs <= :now";
  return {
    Item: {
      ...markKey(eventId),
      leaseUntilMs: number(nowMs + LEASE_MS),
      ttl: ttl(nowMs + MARK_LIVES_MS),
    },
    ConditionExpression: `${isNew} OR ${leaseIsOver}`,
    ExpressionAttributeValues: { ":now": number(nowMs) },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  } satisfies Partial<PutItemCommandInput>;
}

function countInput(day: string, event: MailEvent, eventId: string, nowMs: number) {
  const isNotCountedYet = "NOT contains(counting, :id)";
  return {
    Key: dayKey(day),
    UpdateExpression: "ADD #event :one, counting :ids SET #ttl = :ttl",
    ConditionExpression: isNotCountedYet,
    ExpressionAttributeNames: { "#event": event, "#ttl": "ttl" },
    ExpressionAttributeValues: {
      ":one": number(1),
      ":id": text(eventId),
      ":ids": { SS: [eventId] },
      ":ttl": ttl(nowMs + COUNTS_LIVE_MS),
    },
  };
}
