import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbAnswers } from "../../src/stores/dynamodb-answers.ts";
import { dynamoDbCooldowns } from "../../src/stores/dynamodb-cooldowns.ts";
import { dynamoDbCounters } from "../../src/stores/dynamodb-counters.ts";

import { startTable, type Table } from "../sms/support/table.ts";
import { HOUR_MS } from "../support/clock.ts";
import { connectionTo, ENGINES, patientTable, TABLE_NAME } from "./support/engines.ts";
import { recordedEngine } from "./support/recorded.ts";
import { WAYS_DOWN } from "./support/ways-down.ts";

const POLICY = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };
const KEY = "phone#0123456789abcdef";

describe.each(Object.entries(ENGINES))("what a cooldown costs %s", (engineName, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    const { calls, actions, table } = recordedEngine(start);
    const open = () => dynamoDbCooldowns(table());

    it("one write to start, one to take back, and a read at most where the engine does not hand back the item", async () => {
      const store = open();
      const answer = await store.start(KEY, "token", HOUR_MS, POLICY);
      expect(actions()).toEqual(["dynamodb:UpdateItem"]);
      await store.start(KEY, "other", HOUR_MS + 1, POLICY);
      const handsBack = engineName !== "on dynalite";
      expect(actions().slice(1)).toEqual(
        handsBack ? ["dynamodb:UpdateItem"] : ["dynamodb:UpdateItem", "dynamodb:GetItem"],
      );
      calls.length = 0;
      if (answer.started) await answer.undo(HOUR_MS + 5_000);
      expect(actions()).toEqual(["dynamodb:UpdateItem"]);
    });
  });
});

describe("the items in the table", () => {
  let table: Table;
  beforeAll(async () => {
    table = await startTable();
  });
  afterAll(() => table.close());
  const itemOf = async (pk: string) => (await table.items()).find((item) => item.pk?.S === pk);
  const stores = () => patientTable({ connection: connectionTo(table.url) });

  it("of a cooldown: the last send, the log of as many as the threshold, whose it was, and the time to live", async () => {
    const store = dynamoDbCooldowns(stores());
    await store.start("phone#items", "first", HOUR_MS, POLICY);
    await store.start("phone#items", "second", HOUR_MS + 60_000, POLICY);
    expect(await itemOf("phone#items")).toEqual({
      pk: { S: "phone#items" },
      t1: { N: String(HOUR_MS + 60_000) },
      e1: { N: String(HOUR_MS + 660_000) },
      e2: { N: String(HOUR_MS + 600_000) },
      e3: { N: "0" },
      token: { S: "second" },
      ttl: { N: String((HOUR_MS + 660_000) / 1_000) },
    });
  });

  it("of a cooldown whose escalated wait is longer than the window: they outlive the wait", async () => {
    const policy = { ...POLICY, escalatedMs: 900_000 };
    await dynamoDbCooldowns(stores()).start("phone#long", "first", HOUR_MS, policy);
    expect(Number((await itemOf("phone#long"))?.ttl?.N)).toBeGreaterThanOrEqual((HOUR_MS + 900_000) / 1_000);
  });

  it("of a count and of an answer", async () => {
    await dynamoDbCounters(stores()).add("prefix#items", 20, 1_703_848_000);
    expect(await itemOf("prefix#items")).toEqual({
      pk: { S: "prefix#items" },
      n: { N: "1" },
      ttl: { N: "1703848000" },
    });
    await dynamoDbAnswers(stores()).keep("answer#items", "kept", 1_703_848_000);
    expect(await itemOf("answer#items")).toEqual({
      pk: { S: "answer#items" },
      answer: { S: "kept" },
      ttl: { N: "1703848000" },
    });
  });
});

describe("when DynamoDB cannot be asked", () => {
  let table: Table;
  beforeAll(async () => {
    table = await startTable();
  });
  afterAll(() => table.close());
  afterEach(() => table.behave());

  it.each(WAYS_DOWN)("%s: every call is Unavailable, after one attempt", async (_, respond) => {
    const impatient = dynamoDbTable({ ...connectionTo(table.url), tableName: TABLE_NAME, timeoutMs: 200 });
    const [cooldowns, counters, answers] = [
      dynamoDbCooldowns(impatient),
      dynamoDbCounters(impatient),
      dynamoDbAnswers(impatient),
    ];
    table.misbehave(respond);
    const before = table.asked();
    const calls = [
      () => cooldowns.start(KEY, "token", HOUR_MS, POLICY),
      () => counters.add("prefix#1", 1, 1),
      () => counters.subtract("prefix#1"),
      () => answers.find("answer#1", 1),
      () => answers.keep("answer#1", "kept", 1),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(Unavailable);
    expect(table.asked() - before).toBe(calls.length);
  });
});
