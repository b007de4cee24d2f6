import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ControlStore, MOST_BLOCKED_SENDERS } from "../../src/stores/control-store.ts";
import { dynamoDbControls } from "../../src/stores/dynamodb-controls.ts";
import { memoryControls } from "../../src/stores/memory-controls.ts";
import { redisControls } from "../../src/stores/redis-controls.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

const ALL_IS_SENT = { blockedSenders: new Set() };
const sender = (index: number) => `sender${index}@example.com`;

/** What every store of switches does. The memory store is the reference. */
function contract(open: () => Promise<ControlStore>) {
  let store: ControlStore;
  beforeEach(async () => {
    store = await open();
  });

  const blockMany = async (count: number) => {
    for (let from = 0; from < count; from += 50) {
      const these = Array.from({ length: Math.min(50, count - from) }, (_, index) => sender(from + index));
      await Promise.all(these.map((each) => store.block(each)));
    }
  };

  it("sends all, until somebody says otherwise", async () => {
    expect(await store.read()).toEqual(ALL_IS_SENT);
  });

  it("pauses, says since when, and goes on", async () => {
    await store.setPaused(HOUR_MS);
    expect(await store.read()).toEqual({ ...ALL_IS_SENT, pausedSinceMs: HOUR_MS });
    await store.setPaused(HOUR_MS + 1);
    expect((await store.read()).pausedSinceMs).toBe(HOUR_MS + 1);
    for (let i = 0; i < 2; i += 1) {
      await store.setPaused(undefined);
      expect(await store.read()).toEqual(ALL_IS_SENT);
    }
  });

  it("blocks and unblocks senders, each once and again", async () => {
    for (const each of ["a@example.com", "b@example.com", "a@example.com"]) await store.block(each);
    expect((await store.read()).blockedSenders).toEqual(new Set(["a@example.com", "b@example.com"]));
    for (let i = 0; i < 2; i += 1) await store.unblock("a@example.com");
    expect((await store.read()).blockedSenders).toEqual(new Set(["b@example.com"]));
    await store.unblock("b@example.com");
    expect(await store.read()).toEqual(ALL_IS_SENT);
    await store.block("c@example.com");
    expect((await store.read()).blockedSenders).toEqual(new Set(["c@example.com"]));
  });

  it("no switch touches another", async () => {
    await store.block("a@example.com");
    await store.setPaused(HOUR_MS);
    await store.block("b@example.com");
    await store.unblock("a@example.com");
    const blockedSenders = new Set(["b@example.com"]);
    expect(await store.read()).toEqual({ pausedSinceMs: HOUR_MS, blockedSenders });
    await store.setPaused(undefined);
    expect(await store.read()).toEqual({ blockedSenders });
  });

  it("loses none of 50 who are blocked at once", async () => {
    await blockMany(50);
    expect((await store.read()).blockedSenders.size).toBe(50);
  });

  it("what was read stays as it was read", async () => {
    const before = await store.read();
    await store.block("a@example.com");
    expect(before).toEqual(ALL_IS_SENT);
  });

  it("refuses one more than it can hold, and takes who is there already, and others after an unblock", async () => {
    await blockMany(MOST_BLOCKED_SENDERS);
    await expect(store.block("one@example.com")).rejects.toThrow(RangeError);
    await store.block(sender(0));
    expect((await store.read()).blockedSenders.size).toBe(MOST_BLOCKED_SENDERS);
    await store.unblock(sender(0));
    const more = ["one@example.com", "two@example.com", "three@example.com"];
    const blocked = await Promise.allSettled(more.map((each) => store.block(each)));
    expect(blocked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await store.read()).blockedSenders.size).toBe(MOST_BLOCKED_SENDERS);
  });

  it.each(["ünï😀@example.com", "__proto__", ":sender", "'\"\\"])("takes any text: %s", async (text) => {
    await store.block(text);
    expect((await store.read()).blockedSenders).toEqual(new Set([text]));
  });
}

describe("memoryControls", () => contract(async () => memoryControls()));

describe.each(Object.entries(ENGINES))("dynamoDbControls %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    const openEmpty = async () => {
      const table = patientTable(engine);
      const command = new DeleteItemCommand({ TableName: table.name, Key: { pk: { S: "controls" } } });
      await table.call((client, limit) => client.send(command, limit));
      return dynamoDbControls(table);
    };
    contract(openEmpty);

    it("keeps one item of a known form, that never expires", async () => {
      const store = await openEmpty();
      await store.setPaused(HOUR_MS);
      await store.block("a@example.com");
      expect(await itemOf(engine, "controls")).toEqual({
        pk: { S: "controls" },
        paused: { N: String(HOUR_MS) },
        blocked: { SS: ["a@example.com"] },
      });
    });
  });
});

describe.each(ONE_CLIENT)("redisControls %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    const openEmpty = async () => {
      await own.server.ask("FLUSHALL");
      return redisControls(own.redis);
    };
    contract(openEmpty);
  });
});
