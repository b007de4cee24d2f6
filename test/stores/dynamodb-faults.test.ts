import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbControls } from "../../src/stores/dynamodb-controls.ts";
import { dynamoDbMailEvents } from "../../src/stores/dynamodb-mail-events.ts";
import { dynamoDbMessages } from "../../src/stores/dynamodb-messages.ts";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";

import { startTable, type Table } from "../sms/support/table.ts";
import { HOUR_MS } from "../support/clock.ts";
import { connectionTo, TABLE_NAME } from "./support/engines.ts";
import { WAYS_DOWN } from "./support/ways-down.ts";

let table: Table;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());
afterEach(() => table.behave());

const WORK = {
  key: "once#1",
  fingerprint: "f",
  token: "t",
  leaseUntilMs: HOUR_MS + 1,
  expiresAtMs: HOUR_MS + 2,
};
const ENTRIES = [{ account: "total", microUsd: 160, limitMicroUsd: 1_000 }];
const ID = "2026-11-22T09:30:00.000Z-1f0c";
const MESSAGE = { keptAs: "held", id: ID, name: "n", email: "e", message: "m", expiresAtMs: 1 } as const;

it.each(WAYS_DOWN)("%s: every call is Unavailable, after one attempt", async (_, respond) => {
  const impatient = dynamoDbTable({ ...connectionTo(table.url), tableName: TABLE_NAME, timeoutMs: 200 });
  const [once, spend, messages] = [
    dynamoDbOnce(impatient),
    dynamoDbSpend(impatient),
    dynamoDbMessages(impatient),
  ];
  const [controls, mailEvents] = [dynamoDbControls(impatient), dynamoDbMailEvents(impatient)];
  table.misbehave(respond);
  const before = table.asked();
  const calls: (() => Promise<unknown>)[] = [
    () => once.claim(WORK, HOUR_MS),
    () => once.finish(WORK, HOUR_MS),
    () => once.release(WORK, HOUR_MS),
    () => spend.reserve("2026-11-22", ENTRIES, 1),
    () => spend.giveBack("2026-11-22", ENTRIES),
    () => spend.read("2026-11-22"),
    () => messages.keep(MESSAGE),
    () => messages.list("held", "2026-11-22", HOUR_MS),
    () => messages.find("held", ID, HOUR_MS),
    () => messages.remove("held", ID),
    () => messages.ofAddress(() => true),
    () => controls.read(),
    () => controls.setPaused(HOUR_MS),
    () => controls.setPaused(undefined),
    () => controls.block("a@example.com"),
    () => controls.unblock("a@example.com"),
    () => mailEvents.add("2026-11-22", "sent", "id", HOUR_MS),
    () => mailEvents.read("2026-11-22"),
  ];
  for (const call of calls) await expect(call()).rejects.toBeInstanceOf(Unavailable);
  expect(table.asked() - before).toBe(calls.length);
});
