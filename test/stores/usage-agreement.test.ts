import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbUsage } from "../../src/stores/dynamodb-usage.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { CHOSEN_USAGE } from "./support/chosen-usage.ts";
import { ENGINES, type Engine, patientTable } from "./support/engines.ts";
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

describe.each(Object.entries(ENGINES))("DynamoDB %s", (_, { runs, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (runs) engine = await start();
  });
  afterAll(() => engine?.close());

  it.skipIf(!runs)(
    `agrees with memory on every answer of the chosen schedules and ${SCHEDULES} random ones`,
    { timeout: 180_000 },
    async () => {
      const store = dynamoDbUsage(patientTable(engine));
      const seen = { counted: 0, rate: 0, quota: 0 };
      const agree = async (each: UsageSchedule) => {
        const expected = await livedUsage(memoryUsage(), "reference", each);
        for (const { outcome } of expected) seen[outcome] += 1;
        expect(await livedUsage(store, newClient(), each)).toEqual(expected);
      };
      await everySchedule(usageSchedule, CHOSEN_USAGE, agree);
      expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(SCHEDULES / 6);
    },
  );
});
