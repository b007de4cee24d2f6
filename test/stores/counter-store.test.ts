import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CounterStore } from "../../src/stores/counter-store.ts";
import { dynamoDbCounters } from "../../src/stores/dynamodb-counters.ts";
import { memoryCounters } from "../../src/stores/memory-counters.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { type OwnRedis, REDIS } from "./support/redis-clients.ts";

/** Ahead of the clock of every server: nothing is deleted here. */
const EXPIRES = Date.UTC(2100, 0, 1) / 1_000;

let keys = 0;
const newKey = () => {
  keys += 1;
  return `prefix#${keys}`;
};

/** What every store of counters does. */
function contract(open: () => CounterStore) {
  let store: CounterStore;
  beforeAll(() => {
    store = open();
  });

  async function added(key: string, times: number, limit: number): Promise<boolean[]> {
    const answers = [];
    for (let i = 0; i < times; i += 1) answers.push(await store.add(key, limit, EXPIRES));
    return answers;
  }

  it.each([1, 2, 5])("counts to %i and no further", async (limit) => {
    const key = newKey();
    const answers = await added(key, limit + 3, limit);
    expect(answers).toEqual([...Array(limit).fill(true), false, false, false]);
  });

  it("keeps keys apart", async () => {
    const [one, other] = [newKey(), newKey()];
    expect(await added(one, 2, 1)).toEqual([true, false]);
    expect(await added(other, 1, 1)).toEqual([true]);
  });

  it("takes one back, for one more", async () => {
    const key = newKey();
    await added(key, 2, 2);
    await store.subtract(key);
    expect(await added(key, 2, 2)).toEqual([true, false]);
  });

  it("never goes below nothing, and takes nothing back of what there is not", async () => {
    const key = newKey();
    await store.subtract(key);
    expect(await added(key, 1, 1)).toEqual([true]);
    for (let i = 0; i < 3; i += 1) await store.subtract(key);
    expect(await added(key, 2, 1)).toEqual([true, false]);
  });

  it("a limit that is lowered meanwhile holds at once, one that is raised too", async () => {
    const key = newKey();
    await added(key, 3, 3);
    expect(await store.add(key, 2, EXPIRES)).toBe(false);
    expect(await store.add(key, 4, EXPIRES)).toBe(true);
  });

  it.each([1, 7, 20])("admits exactly %i of 50 who come at once", async (limit) => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => store.add(key, limit, EXPIRES)));
    expect(answers.filter(Boolean)).toHaveLength(limit);
  });

  it("is exact when some take back while others add", async () => {
    const key = newKey();
    await added(key, 10, 10);
    const changes = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? store.subtract(key) : store.add(key, 1_000, EXPIRES),
    );
    await Promise.all(changes);
    expect(await added(key, 2, 11), "ten are left").toEqual([true, false]);
  });

  it.each(["quotes ' \" and \\", "ünï😀", "__proto__", "n"])("takes any key: %s", async (key) => {
    expect(await added(key, 2, 1)).toEqual([true, false]);
  });
}

describe("memoryCounters", () => {
  contract(() => memoryCounters());

  it("forgets the least recent beyond its bound, and never the latest", async () => {
    const store = memoryCounters({ maxKeys: 10 });
    for (let i = 0; i < 1_000; i += 1) await store.add(`prefix#${i}`, 1, EXPIRES);
    expect(await store.add("prefix#999", 1, EXPIRES)).toBe(false);
    expect(await store.add("prefix#0", 1, EXPIRES)).toBe(true);
  });
});

describe.each(Object.entries(ENGINES))("dynamoDbCounters %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    contract(() => dynamoDbCounters(patientTable(engine)));
  });
});

describe.each(Object.entries(REDIS))("redisCounters %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    beforeAll(async () => {
      own = await start();
    });
    afterAll(() => own.close());
    contract(() => redisCounters(own.redis));
  });
});
