import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { UsagePolicy } from "../../src/limits/usage-policy.ts";
import { newKey, type Partners, startPartners } from "../access/support/partners.ts";
import { testClock } from "../support/clock.ts";
import { TABLE_NAME } from "./support/engines.ts";
import type { Race } from "./support/usage-racer.ts";

const PROCESSES = 4;
const CALLS_EACH = 80;

let partners: Partners;
let racers: ChildProcess[] = [];
beforeAll(async () => {
  partners = await startPartners();
  const program = fileURLToPath(new URL("support/usage-racer.ts", import.meta.url));
  racers = Array.from({ length: PROCESSES }, () => fork(program, { execArgv: [] }));
  await Promise.all(racers.map((racer) => once(racer, "message")));
});
afterAll(async () => {
  for (const racer of racers) racer.kill();
  await partners.close();
});

it.each<[string, number, "TOO_MANY_REQUESTS" | "LIMIT_EXCEEDED", UsagePolicy]>([
  ["one at once", 1, "TOO_MANY_REQUESTS", { ratePerSecond: 1, burst: 1 }],
  [
    "a burst of 37",
    37,
    "TOO_MANY_REQUESTS",
    { ratePerSecond: 1, burst: 37, quota: { limit: 100, period: "day" } },
  ],
  [
    "a quota of 23",
    23,
    "LIMIT_EXCEEDED",
    { ratePerSecond: 1, burst: 1_000, quota: { limit: 23, period: "day" } },
  ],
])(
  "of 320 calls to 4 processes exactly as many pass as may: %s",
  { timeout: 120_000 },
  async (_, most, refusedFor, plan) => {
    const clock = testClock();
    const keys = partners.keys(clock, { demo: plan });
    const { key, id } = await newKey(keys);
    const race: Race = {
      connection: partners.connection,
      tableName: TABLE_NAME,
      apiKey: key,
      plan,
      calls: CALLS_EACH,
      nowMs: clock.nowMs(),
    };
    const answers = racers.map((racer) => once(racer, "message"));
    for (const racer of racers) racer.send(race);
    const verdicts = (await Promise.all(answers)).flatMap(([each]) => each as string[]);

    const counted = Object.groupBy(verdicts, (verdict) => verdict);
    expect(
      Object.fromEntries(Object.entries(counted).map(([verdict, all]) => [verdict, all?.length])),
    ).toEqual({
      passed: most,
      [refusedFor]: PROCESSES * CALLS_EACH - most,
    });
    expect((await keys.show(id))?.used).toBe(plan.quota ? most : 0);
  },
);
