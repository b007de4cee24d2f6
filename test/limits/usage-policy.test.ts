import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterCall,
  judgeUsage,
  periodOf,
  type Usage,
  type UsagePolicy,
} from "../../src/limits/usage-policy.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { plainUsage } from "../stores/support/plain-usage.ts";
import { livedUsage, usagePolicy, usageSchedule } from "../stores/support/usage-schedules.ts";

const UNUSED: Usage = { emptyAtMicros: 0, used: 0 };

it("2,000 schedules are answered as a list of all calls and a bucket of tokens answer them", async () => {
  const seen = { counted: 0, rate: 0, quota: 0 };
  await fc.assert(
    fc.asyncProperty(usageSchedule, async (each) => {
      const answers = await livedUsage(memoryUsage(), "one", each);
      expect(answers).toEqual(await livedUsage(plainUsage(), "one", each));
      for (const { outcome } of answers) seen[outcome] += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(400);
});

describe("the bucket", () => {
  const bucketOnly = usagePolicy.map(({ quota: _, ...bucket }): UsagePolicy => bucket);
  /** A caller who comes whenever it may. */
  function* greedy(policy: UsagePolicy, startMs: number, calls: number) {
    let [usage, nowMs] = [UNUSED, startMs];
    while (calls > 0) {
      const verdict = judgeUsage(usage, nowMs, policy);
      if (verdict.allowed) {
        usage = afterCall(usage, nowMs, policy);
        calls -= 1;
        yield nowMs;
      } else nowMs = Math.ceil(verdict.retryAtMs);
    }
  }

  it("lets no window of time have more than its burst and its rate", () => {
    fc.assert(
      fc.property(bucketOnly, (policy) => {
        const times = [...greedy(policy, 1_700_000_000_000, 40)];
        for (const [i, fromMs] of times.entries()) {
          for (const [further, toMs] of times.slice(i).entries()) {
            const most = policy.burst + (policy.ratePerSecond * (toMs - fromMs)) / 1_000;
            expect(further + 1).toBeLessThanOrEqual(most + 1e-9);
          }
        }
      }),
    );
  });

  it("keeps nobody waiting longer than the rate says, but for a millisecond a call: clocks have no finer", () => {
    fc.assert(
      fc.property(bucketOnly, (policy) => {
        const times = [...greedy(policy, 1_700_000_000_000, 40)];
        const lastMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
        const fairMs = ((40 - policy.burst) / policy.ratePerSecond) * 1_000;
        expect(lastMs).toBeLessThanOrEqual(Math.max(0, fairMs) + 40);
      }),
    );
  });

  it("tells the very millisecond from which a call may be tried again", () => {
    fc.assert(
      fc.property(bucketOnly, fc.nat(50), (policy, extra) => {
        const nowMs = 1_700_000_000_000;
        let usage = UNUSED;
        for (let call = 0; call < policy.burst; call += 1) usage = afterCall(usage, nowMs, policy);
        const verdict = judgeUsage(usage, nowMs, policy);
        if (verdict.allowed) throw new Error("expected the bucket to be full");
        const retryAtMs = Math.ceil(verdict.retryAtMs);
        expect(judgeUsage(usage, retryAtMs + extra, policy)).toEqual({ allowed: true });
        expect(judgeUsage(usage, retryAtMs - 1, policy)).toMatchObject({ allowed: false, by: "rate" });
      }),
    );
  });
});

describe("the quota", () => {
  it("comes first: who has none left is told when the next period begins, not to come slower", () => {
    const policy: UsagePolicy = { ratePerSecond: 1, burst: 1, quota: { limit: 1, period: "day" } };
    const nowMs = Date.UTC(2026, 10, 22, 13);
    const usage = afterCall(UNUSED, nowMs, policy);
    expect(judgeUsage(usage, nowMs, policy)).toEqual({
      allowed: false,
      by: "quota",
      retryAtMs: Date.UTC(2026, 10, 23),
    });
  });

  it.each([
    ["a day", { period: "day" }, "2026-11-22T23:59:59.999Z", "2026-11-22", "2026-11-23"],
    ["a week from Sunday", { period: "week" }, "2026-11-22T00:00:00Z", "2026-11-22", "2026-11-29"],
    [
      "a week from Sunday, on Saturday",
      { period: "week" },
      "2026-11-21T23:59:59Z",
      "2026-11-15",
      "2026-11-22",
    ],
    [
      "a week from Monday, on Sunday",
      { period: "week", offset: 1 },
      "2026-11-22T12:00:00Z",
      "2026-11-16",
      "2026-11-23",
    ],
    [
      "a week from Saturday, over New Year",
      { period: "week", offset: 6 },
      "2027-01-01T00:00:00Z",
      "2026-12-26",
      "2027-01-02",
    ],
    ["a month", { period: "month" }, "2026-11-30T23:59:59Z", "2026-11-01", "2026-12-01"],
    [
      "a month from the 28th, on the 27th",
      { period: "month", offset: 27 },
      "2026-03-27T23:59:59Z",
      "2026-02-28",
      "2026-03-28",
    ],
    [
      "a month from the 15th, over New Year",
      { period: "month", offset: 14 },
      "2027-01-03T00:00:00Z",
      "2026-12-15",
      "2027-01-15",
    ],
    ["February in a leap year", { period: "month" }, "2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01"],
  ] as const)("knows %s", (_, quota, now, first, next) => {
    expect(periodOf({ limit: 1, ...quota }, Date.parse(now))).toEqual({
      name: first,
      endMs: Date.parse(next),
    });
  });
});
