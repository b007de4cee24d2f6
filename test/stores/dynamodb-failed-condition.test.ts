import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listen } from "../../local/listen.ts";
import { type DynamoDbTable, dynamoDbTable, type Item } from "../../src/stores/dynamodb.ts";
import { dynamoDbCooldowns } from "../../src/stores/dynamodb-cooldowns.ts";
import { dynamoDbMailEvents } from "../../src/stores/dynamodb-mail-events.ts";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { dynamoDbUsage } from "../../src/stores/dynamodb-usage.ts";
import { HOUR_MS } from "../support/clock.ts";
import { connectionTo, TABLE_NAME } from "./support/engines.ts";

/*
 * AWS hands back the item that failed a condition to whoever asked for it with the write. dynalite never does, so on dynalite
 * a store that forgets to ask looks like one that asks. This service does as AWS: it refuses every write, and hands the
 * item over where the write asked for it.
 */

let held: Item = {};
const actions: string[] = [];
let service: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    const action = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
    actions.push(action);
    const isRead = action === "GetItem";
    const refusal = {
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      ...(asked.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && { Item: held }),
    };
    outgoing.writeHead(isRead ? 200 : 400, { "content-type": "application/x-amz-json-1.0" });
    outgoing.end(JSON.stringify(isRead ? { Item: held } : refusal));
  });
  service = await listen(server, 0, "the port of the service");
});
afterAll(() => service.close());
beforeEach(() => {
  actions.length = 0;
});

const number = (value: number) => ({ N: String(value) });
const POLICY = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };
const WORK = {
  key: "once#1",
  fingerprint: "ours",
  token: "a token",
  leaseUntilMs: HOUR_MS + 30_000,
  expiresAtMs: HOUR_MS + 600_000,
};

const STORES: readonly (readonly [
  name: string,
  ask: (table: DynamoDbTable) => Promise<unknown>,
  held: Item,
  action: string,
  answer: unknown,
])[] = [
  [
    "a cooldown",
    (table) => dynamoDbCooldowns(table).start("phone#1", "token", HOUR_MS + 1_000, POLICY),
    { t1: number(HOUR_MS) },
    "UpdateItem",
    { started: false, retryAtMs: HOUR_MS + 60_000 },
  ],
  [
    "work done once",
    (table) => dynamoDbOnce(table).claim(WORK, HOUR_MS),
    { state: { S: "done" }, fingerprint: { S: "ours" }, expiresAtMs: number(HOUR_MS + 1) },
    "PutItem",
    { as: "done", fingerprint: "ours" },
  ],
  [
    "the usage of a key",
    (table) => dynamoDbUsage(table).count("usage#1", HOUR_MS, { ratePerSecond: 1, burst: 1 }),
    { tat: number((HOUR_MS + 1_000) * 1_000) },
    "UpdateItem",
    { counted: false, usage: { emptyAtMicros: (HOUR_MS + 1_000) * 1_000, used: 0 } },
  ],
  [
    "a mail event",
    (table) => dynamoDbMailEvents(table).add("2024-01-05", "sent", "id", HOUR_MS),
    { pk: { S: "mail-event#id" } },
    "PutItem",
    false,
  ],
];

it.each(STORES)(
  "a refusal costs one write, and no read after it: %s",
  async (_, ask, item, action, answer) => {
    held = item;
    const table = dynamoDbTable({ ...connectionTo(service.url), tableName: TABLE_NAME, timeoutMs: 30_000 });
    expect(await ask(table)).toMatchObject(answer as object);
    expect(actions).toEqual([action]);
  },
);
