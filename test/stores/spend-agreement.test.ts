import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { memorySpend } from "../../src/stores/memory-spend.ts";
import { redisSpend } from "../../src/stores/redis-spend.ts";
import type { SpendReader, SpendStore } from "../../src/stores/spend-store.ts";
import { CHOSEN_SPENDING } from "./support/chosen-spending.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";
import { everySchedule, SCHEDULES } from "./support/rounds.ts";
import { livedSpend, type SpendSchedule, spendSchedule } from "./support/spend-schedules.ts";

/*
 * Memory adds up and compares with the limit; DynamoDB compares with the room below it and adds up. Random schedules (one to
 * three accounts, with limits and without, that rise and fall, amounts of nothing, days) show that both say the same.
 */

let months = 0;
const newMonth = () => {
  months += 1;
  return `month ${months}`;
};

const TITLE = `agrees with memory on every answer of the chosen schedules and ${SCHEDULES} random ones`;
const PATIENCE = { timeout: 120_000 };

async function agreesWithMemory(store: SpendStore & SpendReader) {
  const seen = { reserved: 0, refused: 0, givenBack: 0, notThere: 0 };
  const agree = async (each: SpendSchedule) => {
    const expected = await livedSpend(memorySpend(), "reference", each);
    for (const [index, { does, reserved, holds }] of expected.entries()) {
      const before = expected[index - 1]?.holds;
      if (does === "reserve") seen[reserved ? "reserved" : "refused"] += 1;
      else seen[JSON.stringify(holds) === JSON.stringify(before) ? "notThere" : "givenBack"] += 1;
    }
    expect(await livedSpend(store, newMonth(), each)).toEqual(expected);
  };
  await everySchedule(spendSchedule, CHOSEN_SPENDING, agree);
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(SCHEDULES / 12);
}

describe.each(Object.entries(ENGINES))("DynamoDB %s", (_, { runs, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (runs) engine = await start();
  });
  afterAll(() => engine?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(dynamoDbSpend(patientTable(engine))));
});

describe.each(ONE_CLIENT)("Redis %s", (_, { runs, start }) => {
  let own: OwnRedis;
  beforeAll(async () => {
    if (runs) own = await start();
  });
  afterAll(() => own?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(redisSpend(own.redis)));
});
