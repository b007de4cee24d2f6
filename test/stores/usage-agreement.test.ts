import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbUsage } from "../../src/stores/dynamodb-usage.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { redisUsage } from "../../src/stores/redis-usage.ts";
import type { UsageStore } from "../../src/stores/usage-store.ts";
import { CHOSEN_USAGE } from "./support/chosen-usage.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";
import { everySchedule, SCHEDULES } from "./support/rounds.ts";
import { livedUsage, type UsageSchedule, usageSchedule } from "./support/usage-schedules.ts";

/*
 * The condition of the write is the policy, so the policy is written twice. Random schedules (bursts, ends of intervals and
 * periods, warm and cold instances, fractional rates, periods that begin on any day) show that both say the same.
 */

let clients = 0;
const newClient = () => {
  clients += 1;
  return `usage#${clients}`;
};

const TITLE = `agrees with memory on every answer of the chosen schedules and ${SCHEDULES} random ones`;
const PATIENCE = { timeout: 180_000 };

async function agreesWithMemory(store: UsageStore) {
  const seen = { counted: 0, rate: 0, quota: 0 };
  const agree = async (each: UsageSchedule) => {
    const expected = await livedUsage(memoryUsage(), "reference", each);
    for (const { outcome } of expected) seen[outcome] += 1;
    expect(await livedUsage(store, newClient(), each)).toEqual(expected);
  };
  await everySchedule(usageSchedule, CHOSEN_USAGE, agree);
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(SCHEDULES / 6);
}

describe.each(Object.entries(ENGINES))("DynamoDB %s", (_, { runs, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (runs) engine = await start();
  });
  afterAll(() => engine?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(dynamoDbUsage(patientTable(engine))));
});

describe.each(ONE_CLIENT)("Redis %s", (_, { runs, start }) => {
  let own: OwnRedis;
  beforeAll(async () => {
    if (runs) own = await start();
  });
  afterAll(() => own?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(redisUsage(own.redis)));
});
