import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDbTable, Item } from "./dynamodb.ts";
import { number, readItem, text, ttl } from "./dynamodb-item.ts";
import { dayOfMessage, KEPT_AS, type KeptAs, type KeptMessage, type MessageStore } from "./message-store.ts";

export interface DynamoDbMessagesOptions {
  /** How many messages one page reads at most. Default 100. */
  readonly pageSize?: number;
}

/**
 * Messages as DynamoDB items, in a table of their own with two keys:
 *
 * ```
 *   pk           held#2026-11-22, or archived#2026-11-22: the day it came
 *   sk           the message's id, which begins with the moment it came
 *   name, email, message, keptAs, and the reason of a held one
 *   expiresAtMs  not found any more then
 *   ttl          seconds since the epoch; DynamoDB deletes days later, so nothing relies on it
 * ```
 */
export function dynamoDbMessages(
  table: DynamoDbTable,
  { pageSize = 100 }: DynamoDbMessagesOptions = {},
): MessageStore {
  const TableName = table.name;

  const scan = async (start: Item | undefined) => {
    const command = new ScanCommand({
      TableName,
      ConsistentRead: true,
      ProjectionExpression: "keptAs, sk, email",
      ...(start && { ExclusiveStartKey: start }),
    });
    const answer = await table.call((client, limit) => client.send(command, limit));
    return answer.held ? answer.output : { Items: [], LastEvaluatedKey: undefined };
  };

  return {
    keep: async (message) => {
      const command = new PutItemCommand({ TableName, Item: itemOf(message) });
      await table.call((client, limit) => client.send(command, limit));
    },
    list: async (keptAs, day, nowMs, from) => {
      const command = new QueryCommand(pageOf(TableName, `${keptAs}#${day}`, nowMs, pageSize, from));
      const answer = await table.call((client, limit) => client.send(command, limit));
      const { Items = [], LastEvaluatedKey } = answer.held ? answer.output : {};
      return { messages: Items.flatMap((item) => messageOf(item) ?? []), next: LastEvaluatedKey?.sk?.S };
    },
    count: async (keptAs, day, nowMs) => {
      let count = 0;
      let from: string | undefined;
      do {
        const page = pageOf(TableName, `${keptAs}#${day}`, nowMs, pageSize, from);
        const command = new QueryCommand({ ...page, Select: "COUNT" });
        const answer = await table.call((client, limit) => client.send(command, limit));
        const { Count = 0, LastEvaluatedKey } = answer.held ? answer.output : {};
        count += Count;
        from = LastEvaluatedKey?.sk?.S;
      } while (from !== undefined);
      return count;
    },
    find: async (keptAs, id, nowMs) => {
      const message = messageOf((await readItem(table, keyOf(keptAs, id))) ?? {});
      return message && message.expiresAtMs > nowMs ? message : undefined;
    },
    remove: async (keptAs, id) => {
      const command = new DeleteItemCommand({ TableName, Key: keyOf(keptAs, id) });
      await table.call((client, limit) => client.send(command, limit));
    },
    ofAddress: async (isThis) => {
      const found: Pick<KeptMessage, "keptAs" | "id">[] = [];
      let scanned = 0;
      let start: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await scan(start);
        for (const item of Items) {
          const keptAs = keptAsOf(item);
          const id = item.sk?.S;
          if (keptAs && id !== undefined && isThis(item.email?.S ?? "")) found.push({ keptAs, id });
        }
        scanned += Items.length;
        start = LastEvaluatedKey;
      } while (start);
      return { found, scanned };
    },
  };
}

function pageOf(TableName: string, pk: string, nowMs: number, Limit: number, from: string | undefined) {
  const isOfDay = "pk = :pk";
  const isNotExpired = "expiresAtMs > :now";
  return {
    TableName,
    ConsistentRead: true,
    Limit,
    KeyConditionExpression: isOfDay,
    FilterExpression: isNotExpired,
    ExpressionAttributeValues: { ":pk": text(pk), ":now": number(nowMs) },
    ...(from && { ExclusiveStartKey: { pk: text(pk), sk: text(from) } }),
  } satisfies QueryCommandInput;
}

const keyOf = (keptAs: KeptAs, id: string): Item => ({
  pk: text(`${keptAs}#${dayOfMessage(id)}`),
  sk: text(id),
});

const itemOf = ({ keptAs, id, name, email, message, reason, expiresAtMs }: KeptMessage): Item => ({
  ...keyOf(keptAs, id),
  keptAs: text(keptAs),
  name: text(name),
  email: text(email),
  message: text(message),
  ...(reason !== undefined && { reason: text(reason) }),
  expiresAtMs: number(expiresAtMs),
  ttl: ttl(expiresAtMs),
});

const keptAsOf = ({ keptAs }: Item) => KEPT_AS.find((each) => each === keptAs?.S);

function messageOf(item: Item): KeptMessage | undefined {
  const keptAs = keptAsOf(item);
  const { sk, name, email, message, reason, expiresAtMs } = item;
  return (
    keptAs && {
      keptAs,
      id: sk?.S ?? "",
      name: name?.S ?? "",
      email: email?.S ?? "",
      message: message?.S ?? "",
      ...(reason?.S !== undefined && { reason: reason.S }),
      expiresAtMs: Number(expiresAtMs?.N),
    }
  );
}
