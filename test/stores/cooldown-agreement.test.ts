import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CooldownStore } from "../../src/stores/cooldown-store.ts";
import { dynamoDbCooldowns } from "../../src/stores/dynamodb-cooldowns.ts";
import { memoryCooldowns } from "../../src/stores/memory-cooldowns.ts";
import { redisCooldowns } from "../../src/stores/redis-cooldowns.ts";
import { CHOSEN_COOLDOWNS } from "./support/chosen-cooldowns.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
import { plainHistory } from "./support/plain-history.ts";
import { ONE_CLIENT, type OwnRedis } from "./support/redis-clients.ts";
import { everySchedule, SCHEDULES } from "./support/rounds.ts";
import { lived, type Schedule, schedule } from "./support/schedules.ts";

/*
 * Where the condition of a write is the policy, the policy is written twice. Random schedules (sends, refusals, undos,
 * clocks that go back, every threshold) show that both say the same, to the millisecond.
 */

let keys = 0;
const newKey = () => {
  keys += 1;
  return `phone#${keys}`;
};

it("memory answers 2,000 schedules as a plain list of all sends does", () =>
  fc.assert(
    fc.asyncProperty(schedule, async (each) => {
      expect(await lived(memoryCooldowns(), "one", each)).toEqual(await lived(plainHistory(), "one", each));
    }),
    { numRuns: 2_000 },
  ));

const TITLE = `agrees with memory on every answer of the chosen schedules and ${SCHEDULES} random ones`;
const PATIENCE = { timeout: 120_000 };

async function agreesWithMemory(store: CooldownStore) {
  const seen = { started: 0, refused: 0, undone: 0 };
  const agree = async (each: Schedule) => {
    const expected = await lived(memoryCooldowns(), "reference", each);
    for (const answer of expected) seen[typeof answer === "number" ? "refused" : answer] += 1;
    expect(await lived(store, newKey(), each)).toEqual(expected);
  };
  await everySchedule(schedule, CHOSEN_COOLDOWNS, agree);
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(SCHEDULES / 6);
}

describe.each(Object.entries(ENGINES))("DynamoDB %s", (_, { runs, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (runs) engine = await start();
  });
  afterAll(() => engine?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(dynamoDbCooldowns(patientTable(engine))));
});

describe.each(ONE_CLIENT)("Redis %s", (_, { runs, start }) => {
  let own: OwnRedis;
  beforeAll(async () => {
    if (runs) own = await start();
  });
  afterAll(() => own?.close());

  it.skipIf(!runs)(TITLE, PATIENCE, () => agreesWithMemory(redisCooldowns(own.redis)));
});
