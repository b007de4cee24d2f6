import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbOnce } from "../../src/stores/dynamodb-once.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import type { OnceStore } from "../../src/stores/once-store.ts";
import { redisOnce } from "../../src/stores/redis-once.ts";
import { CHOSEN_WORK } from "./support/chosen-work.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { livedOnce, onceSchedule } from "./support/once-schedules.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";
import { everySchedule, SCHEDULES } from "./support/rounds.ts";

/*
 * The conditions say who may have the work, and memory says it in other words. Random schedules (three who claim, finish and
 * release, ends of leases and of memory, clocks that go back) show that both say the same, to the millisecond.
 */

let keys = 0;
const newKey = () => {
  keys += 1;
  return `once#${keys}`;
};

const TITLE = `agrees with memory on every answer of the chosen schedules and ${SCHEDULES} random ones`;
const PATIENCE = { timeout: 120_000 };

async function agreesWithMemory(store: OnceStore) {
  const seen = { claimed: 0, done: 0, "under-way": 0 };
  const agree = async (each: Parameters<typeof livedOnce>[2]) => {
    const expected = await livedOnce(memoryOnce(), "reference", each);
    for (const answer of expected) seen[JSON.parse(answer).as as keyof typeof seen] += 1;
    expect(await livedOnce(store, newKey(), each)).toEqual(expected);
  };
  await everySchedule(onceSchedule, CHOSEN_WORK, agree);
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(SCHEDULES / 6);
}

describe.each(Object.entries(ENGINES))("DynamoDB %s", (_, { runs, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (runs) engine = await start();
  });
  afterAll(() => engine?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(dynamoDbOnce(patientTable(engine))));
});

describe.each(ONE_CLIENT)("Redis %s", (_, { runs, start }) => {
  let own: OwnRedis;
  beforeAll(async () => {
    if (runs) own = await start();
  });
  afterAll(() => own?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(redisOnce(own.redis)));
});
