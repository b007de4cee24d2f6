import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { memorySpend } from "../../src/stores/memory-spend.ts";
import { redisSpend } from "../../src/stores/redis-spend.ts";
import type { SpendEntry, SpendReader, SpendStore } from "../../src/stores/spend-store.ts";
import { ENGINES, patientTable } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";
import { recordedEngine } from "./support/recorded.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

const EXPIRES = 2_000_000_000;
const MOST = Number.MAX_SAFE_INTEGER;

let days = 0;
const newDay = () => {
  days += 1;
  return `day ${days}`;
};
const entry = (account: string, microUsd: number, limitMicroUsd?: number): SpendEntry => ({
  account,
  microUsd,
  limitMicroUsd,
});

/** What every store of money does. The memory store is the reference. */
function contract(open: () => SpendStore & SpendReader) {
  let store: SpendStore & SpendReader;
  beforeAll(() => {
    store = open();
  });

  it("holds nothing on a day that nothing was spent on", async () => {
    expect(await store.read(newDay())).toEqual({});
  });

  it("adds, and tells what these accounts hold now; a read tells it of all", async () => {
    const day = newDay();
    expect(await store.reserve(day, [entry("total", 160)], EXPIRES)).toEqual({ total: 160 });
    const both = [entry("total", 39_000), entry("country66", 39_000)];
    expect(await store.reserve(day, both, EXPIRES)).toEqual({ total: 39_160, country66: 39_000 });
    expect(await store.reserve(day, [entry("total", 1)], EXPIRES)).toEqual({ total: 39_161 });
    expect(await store.read(day)).toEqual({ total: 39_161, country66: 39_000 });
  });

  it("goes exactly up to the limit, and not a millionth further", async () => {
    const day = newDay();
    expect(await store.reserve(day, [entry("total", 99, 100)], EXPIRES)).toEqual({ total: 99 });
    expect(await store.reserve(day, [entry("total", 2, 100)], EXPIRES)).toBeUndefined();
    expect(await store.reserve(day, [entry("total", 1, 100)], EXPIRES)).toEqual({ total: 100 });
    expect(await store.reserve(day, [entry("total", 1, 100)], EXPIRES)).toBeUndefined();
    expect(await store.read(day)).toEqual({ total: 100 });
  });

  it.each([
    ["as much as the limit", 100, 100, { total: 100 }],
    ["more than the limit", 101, 100, undefined],
    ["anything where the limit is nothing", 1, 0, undefined],
    ["nothing where the limit is nothing", 0, 0, { total: 0 }],
    ["as much as a double holds", MOST, MOST, { total: MOST }],
  ])("the first of a day: %s", async (_, microUsd, limit, answer) => {
    expect(await store.reserve(newDay(), [entry("total", microUsd, limit)], EXPIRES)).toEqual(answer);
  });

  it.each([
    ["the first", [entry("total", 20, 109), entry("country66", 20, 1_000), entry("country1", 20)]],
    ["a later", [entry("total", 20), entry("country66", 20, 1_000), entry("country1", 20, 109)]],
    ["each", [entry("total", 20, 10), entry("country66", 20, 10), entry("country1", 20, 10)]],
  ])("adds nothing anywhere when the limit of %s account stands against it", async (_, entries) => {
    const day = newDay();
    const held = ["total", "country66", "country1"].map((account) => entry(account, 90));
    await store.reserve(day, held, EXPIRES);
    expect(await store.reserve(day, entries, EXPIRES)).toBeUndefined();
    expect(await store.read(day)).toEqual({ total: 90, country66: 90, country1: 90 });
  });

  it("a new account is no way around the limit of one that is full", async () => {
    const day = newDay();
    await store.reserve(day, [entry("total", 100, 100)], EXPIRES);
    const toNew = [entry("total", 1, 100), entry("country999", 1, 100)];
    expect(await store.reserve(day, toNew, EXPIRES)).toBeUndefined();
    expect(await store.read(day)).toEqual({ total: 100 });
  });

  it("a limit that is lowered meanwhile holds at once, one that is raised too", async () => {
    const day = newDay();
    await store.reserve(day, [entry("total", 100, 100)], EXPIRES);
    expect(await store.reserve(day, [entry("total", 0, 99)], EXPIRES)).toBeUndefined();
    expect(await store.reserve(day, [entry("total", 1, 101)], EXPIRES)).toEqual({ total: 101 });
  });

  it("keeps days apart", async () => {
    const [one, other] = [newDay(), newDay()];
    await store.reserve(one, [entry("total", 100, 100)], EXPIRES);
    expect(await store.reserve(other, [entry("total", 100, 100)], EXPIRES)).toEqual({ total: 100 });
  });

  it("takes back what was added, for others to spend", async () => {
    const day = newDay();
    const both = [entry("total", 60, 100), entry("country66", 60, 100)];
    await store.reserve(day, both, EXPIRES);
    await store.giveBack(day, both);
    expect(await store.read(day)).toEqual({ total: 0, country66: 0 });
    expect(await store.reserve(day, [entry("total", 100, 100)], EXPIRES)).toEqual({ total: 100 });
  });

  it.each([
    ["the first account holds less", [entry("total", 51), entry("country66", 10)]],
    ["a later account holds less", [entry("total", 10), entry("country66", 31)]],
    ["an account was never written to", [entry("total", 10), entry("country1", 0)]],
  ])("takes nothing back anywhere, and nothing goes below zero, when %s", async (_, entries) => {
    const day = newDay();
    await store.reserve(day, [entry("total", 50), entry("country66", 30)], EXPIRES);
    await store.giveBack(day, entries);
    expect(await store.read(day)).toEqual({ total: 50, country66: 30 });
  });

  it("takes nothing back of a day that is not there", async () => {
    const day = newDay();
    await store.giveBack(day, [entry("total", 1)]);
    expect(await store.read(day)).toEqual({});
  });

  it.each([
    [160, 10_000, 62],
    [39_000, 39_000, 1],
    [39_001, 1_000_000, 25],
    [10, 2_000, 200],
  ])("of 200 who reserve %i at once below %i, exactly %i do", async (amount, limit, most) => {
    const day = newDay();
    const entries = [entry("total", amount, limit), entry("country66", amount)];
    const reserved = await Promise.all(
      Array.from({ length: 200 }, () => store.reserve(day, entries, EXPIRES)),
    );
    const totals = reserved.flatMap((spent) => spent?.total ?? []);
    expect(totals.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: most }, (_, i) => (i + 1) * amount),
    );
    expect(await store.read(day)).toEqual({ total: most * amount, country66: most * amount });
  });

  it("is exact when some give back while others reserve, and never above the limit", async () => {
    const day = newDay();
    await store.reserve(day, [entry("total", 1_000)], EXPIRES);
    const changes = Array.from({ length: 200 }, async (_, i) => {
      if (i % 4 === 0) {
        await store.giveBack(day, [entry("total", 10)]);
        return { by: -10, total: 0 };
      }
      const spent = await store.reserve(day, [entry("total", 10, 1_000)], EXPIRES);
      return { by: spent ? 10 : 0, total: spent?.total ?? 0 };
    });
    const done = await Promise.all(changes);
    expect(Math.max(...done.map(({ total }) => total))).toBeLessThanOrEqual(1_000);
    const sum = done.reduce((all, { by }) => all + by, 1_000);
    expect(await store.read(day)).toEqual({ total: sum });
  });

  it.each([
    ["no entries", []],
    ["half a millionth", [entry("total", 0.5)]],
    ["less than nothing", [entry("total", -1)]],
    ["more than a double holds", [entry("total", MOST + 1)]],
    ["no number", [entry("total", Number.NaN)]],
    ["a limit of half a millionth", [entry("total", 1, 1.5)]],
    ["a limit below nothing", [entry("total", 1, -1)]],
    ["an endless limit", [entry("total", 1, Number.POSITIVE_INFINITY)]],
    ["an account named twice", [entry("total", 1), entry("total", 1)]],
    ["an account without a name", [entry("", 1)]],
    ["an account with more than letters and digits", [entry("country#66", 1)]],
    ["the account pk", [entry("pk", 1)]],
    ["the account ttl", [entry("ttl", 1)]],
    ["a bad one behind a good one", [entry("total", 1), entry("country66", -1)]],
  ])("does not take %s", async (_, entries) => {
    const day = newDay();
    await expect(store.reserve(day, entries, EXPIRES)).rejects.toBeInstanceOf(TypeError);
    await expect(store.giveBack(day, entries)).rejects.toBeInstanceOf(TypeError);
    expect(await store.read(day)).toEqual({});
  });

  it.each(["size", "ADD", "values", "pktotal", "ttls", "7"])("takes any other account: %s", async (name) => {
    const day = newDay();
    expect(await store.reserve(day, [entry(name, 2, 2)], EXPIRES)).toEqual({ [name]: 2 });
    await store.giveBack(day, [entry(name, 1)]);
    expect(await store.read(day)).toEqual({ [name]: 1 });
  });
}

describe("memorySpend", () => {
  contract(() => memorySpend());

  it("forgets the oldest day beyond its bound, and never the latest", async () => {
    const store = memorySpend({ maxDays: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.reserve(`day ${i}`, [entry("total", 1)], EXPIRES);
    expect(await store.read("day 999")).toEqual({ total: 1 });
    expect(await store.read("day 0")).toEqual({});
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbSpend %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    const { calls, actions, engine, table } = recordedEngine(start);
    contract(() => dynamoDbSpend(patientTable(engine())));

    it("one write reserves, one gives back, and what could never fit is refused without any", async () => {
      const store = dynamoDbSpend(table());
      const entries = [entry("total", 160, 1_000), entry("country66", 160)];
      await store.reserve("2026-11-22", entries, EXPIRES);
      await store.giveBack("2026-11-22", entries);
      expect(actions()).toEqual(["dynamodb:UpdateItem", "dynamodb:UpdateItem"]);
      await store.reserve("2026-11-22", [entry("country66", 160), entry("total", 1_001, 1_000)], EXPIRES);
      expect(calls).toHaveLength(2);
    });

    it("keeps one item of a known form for each day", async () => {
      const store = dynamoDbSpend(patientTable(engine()));
      await store.reserve(
        "2026-11-23",
        [entry("total", 39_000, 50_000), entry("country66", 39_000)],
        EXPIRES,
      );
      await store.giveBack("2026-11-23", [entry("total", 1_000)]);
      expect(await itemOf(engine(), "spend#2026-11-23")).toEqual({
        pk: { S: "spend#2026-11-23" },
        total: { N: "38000" },
        country66: { N: "39000" },
        ttl: { N: String(EXPIRES) },
      });
    });
  });
});

describe.each(ONE_CLIENT)("redisSpend %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisSpend(own.redis));
  });
});
