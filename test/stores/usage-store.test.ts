import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { UsagePolicy } from "../../src/limits/usage-policy.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbUsage } from "../../src/stores/dynamodb-usage.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { redisUsage } from "../../src/stores/redis-usage.ts";
import type { SeenUsage, UsageReader, UsageStore } from "../../src/stores/usage-store.ts";
import { connectionTo, ENGINES, type Engine, patientTable, TABLE_NAME } from "./support/engines.ts";
import { itemOf } from "./support/items.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";

const DEMO: UsagePolicy = { ratePerSecond: 1, burst: 1, quota: { limit: 3, period: "day" } };
const NOON_MS = Date.UTC(2026, 10, 22, 12);
const MIDNIGHT_MS = Date.UTC(2026, 10, 23);

let clients = 0;
const newClient = () => {
  clients += 1;
  return `usage#${clients}`;
};
const at = (seconds: number) => NOON_MS + seconds * 1_000;

/** What every store of usage does. The memory store is the reference. */
function contract(open: () => UsageStore & UsageReader) {
  let store: UsageStore & UsageReader;
  beforeAll(() => {
    store = open();
  });

  /** Calls at these seconds, each told what the last answer was; `true` for each that was counted. */
  async function called(key: string, seconds: readonly number[], policy = DEMO): Promise<boolean[]> {
    const answers: boolean[] = [];
    let seen: SeenUsage | undefined;
    for (const second of seconds) {
      const { counted, usage } = await store.count(key, at(second), policy, seen);
      answers.push(counted);
      seen = usage;
    }
    return answers;
  }

  it.each([
    ["the first is free, a second too soon is not", DEMO, [0, 0.999, 1], [true, false, true]],
    ["a refused call moves nothing", DEMO, [0, 0.5, 0.9, 0.999, 1], [true, false, false, false, true]],
    [
      "a burst, and what has dripped since",
      { ratePerSecond: 0.5, burst: 3 },
      [0, 0, 0, 0, 1.999, 2, 2, 100, 100, 100, 100],
      [true, true, true, false, false, true, false, true, true, true, false],
    ],
    [
      "a call that the bucket refuses uses up no quota",
      DEMO,
      [0, 0, 0, 0, 0, 0, 1, 2, 3],
      [true, false, false, false, false, false, true, true, false],
    ],
    [
      "a call that the quota refuses takes nothing out of the bucket",
      { ...DEMO, quota: { limit: 1, period: "day" } } satisfies UsagePolicy,
      [0, 43_199.9, 43_199.95, 43_200],
      [true, false, false, true],
    ],
    [
      "a clock that went back is judged by the later time",
      DEMO,
      [10, 0, 10.999, 11],
      [true, false, false, true],
    ],
  ])("%s", async (_, policy, seconds, answers) => {
    expect(await called(newClient(), seconds, policy)).toEqual(answers);
  });

  it("keeps clients apart", async () => {
    expect(await called(newClient(), [0, 0])).toEqual([true, false]);
    expect(await called(newClient(), [0, 0])).toEqual([true, false]);
  });

  it("takes a plan that changes from one call to the next: more quota, less, none", async () => {
    const key = newClient();
    expect(await called(key, [0, 1, 2, 3])).toEqual([true, true, true, false]);
    expect(await called(key, [4], { ...DEMO, quota: { limit: 4, period: "day" } })).toEqual([true]);
    expect(await called(key, [5])).toEqual([false]);
    expect(await called(key, [6], { ratePerSecond: 1, burst: 1 })).toEqual([true]);
  });

  it("counts exactly as many of 50 at once as the bucket has room for", async () => {
    const key = newClient();
    const policy: UsagePolicy = { ratePerSecond: 1, burst: 7, quota: { limit: 100, period: "month" } };
    const calls = Array.from({ length: 50 }, () => store.count(key, at(0), policy));
    expect((await Promise.all(calls)).filter(({ counted }) => counted)).toHaveLength(7);
    expect((await store.read(key, at(0), policy))?.used).toBe(7);
  });

  it("counts exactly as many of 50 at once as the quota has left", async () => {
    const key = newClient();
    const policy: UsagePolicy = { ratePerSecond: 1, burst: 100, quota: { limit: 13, period: "week" } };
    const calls = Array.from({ length: 50 }, () => store.count(key, at(0), policy));
    expect((await Promise.all(calls)).filter(({ counted }) => counted)).toHaveLength(13);
  });

  it("tells people what was used in this period, and the last day of use", async () => {
    const key = newClient();
    expect(await store.read(key, at(0), DEMO)).toBeUndefined();
    await called(key, [0, 1]);
    expect(await store.read(key, at(2), DEMO)).toMatchObject({ used: 2, lastUsedDay: "2026-11-22" });
    expect(await store.read(key, MIDNIGHT_MS, DEMO)).toMatchObject({ used: 0, lastUsedDay: "2026-11-22" });
    await called(key, [43_200]);
    expect(await store.read(key, MIDNIGHT_MS, DEMO)).toMatchObject({ used: 1, lastUsedDay: "2026-11-23" });
  });
}

describe("memoryUsage", () => {
  contract(memoryUsage);

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryUsage({ maxKeys: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.count(`usage#${i}`, at(0), DEMO);
    expect(await store.read("usage#999", at(0), DEMO)).toBeDefined();
    expect(await store.read("usage#0", at(0), DEMO)).toBeUndefined();
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbUsage %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    let store: UsageStore & UsageReader;
    beforeAll(async () => {
      engine = await start();
      store = dynamoDbUsage(patientTable(engine));
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbUsage(patientTable(engine)));

    const countsOf = async (key: string) =>
      Object.keys((await itemOf(engine, key)) ?? {})
        .filter((name) => name.startsWith("u"))
        .toSorted();

    it("keeps one item of a known form for each client", async () => {
      const key = newClient();
      await store.count(key, at(0), DEMO);
      expect(await itemOf(engine, key)).toEqual({
        pk: { S: key },
        tat: { N: String(at(1) * 1_000) },
        day: { S: "2026-11-22" },
        "u2026-11-22": { N: "1" },
      });
    });

    it("deletes the counts of earlier periods, a minute into the next", async () => {
      const key = newClient();
      let seen = (await store.count(key, at(0), DEMO)).usage;
      for (const afterMidnightMs of [0, 59_999]) {
        seen = (await store.count(key, MIDNIGHT_MS + afterMidnightMs, DEMO, seen)).usage;
        expect(await countsOf(key)).toEqual(["u2026-11-22", "u2026-11-23"]);
      }
      seen = (await store.count(key, MIDNIGHT_MS + 61_000, DEMO, seen)).usage;
      expect(await countsOf(key)).toEqual(["u2026-11-23"]);
      await store.count(key, MIDNIGHT_MS + 86_400_000 + 60_000, DEMO, seen);
      expect(await countsOf(key)).toEqual(["u2026-11-24"]);
    });

    it("an instance whose clock is late, or that is still deciding, takes no count away from the new day", async () => {
      const key = newClient();
      await store.count(key, at(0), DEMO);
      await store.count(key, MIDNIGHT_MS + 500, DEMO);
      const late = await store.count(key, MIDNIGHT_MS - 1, DEMO);
      expect(late.counted).toBe(false);
      const next = await store.count(key, MIDNIGHT_MS + 1_500, DEMO, late.usage);
      expect(next).toMatchObject({ counted: true, usage: { used: 2 } });
    });

    it("goes on where the item was deleted by hand", async () => {
      const key = newClient();
      const seen = { emptyAtMicros: at(5) * 1_000, used: 2, counts: ["u2026-11-22"] };
      expect(await store.count(key, at(0), DEMO, seen)).toMatchObject({ counted: true, usage: { used: 1 } });
    });
  });
});

describe.each(ONE_CLIENT)("redisUsage %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisUsage(own.redis));
  });
});

it("is Unavailable when nobody listens", async () => {
  const table = dynamoDbTable({ ...connectionTo("http://127.0.0.1:1"), tableName: TABLE_NAME });
  await expect(dynamoDbUsage(table).count("usage#1", 0, DEMO)).rejects.toBeInstanceOf(Unavailable);
  await expect(dynamoDbUsage(table).read("usage#1", 0, DEMO)).rejects.toBeInstanceOf(Unavailable);
});
