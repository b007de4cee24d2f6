import type { UsagePolicy } from "../../../src/limits/usage-policy.ts";
import type { Step, UsageSchedule } from "./usage-schedules.ts";

const cold = (to: Step["to"], besideMs = 0): Step => ({ to, besideMs, warm: false });
const warm = (to: Step["to"], besideMs = 0): Step => ({ to, besideMs, warm: true });
const lives = (policy: UsagePolicy, ...steps: readonly Step[]): UsageSchedule => ({
  policy,
  startMs: Date.UTC(2026, 10, 22, 12),
  steps,
});

const SLOW: UsagePolicy = { ratePerSecond: 0.001, burst: 1 };
const FAST: UsagePolicy = { ratePerSecond: 1_000, burst: 4 };

/** For each clause of the conditions a schedule that is answered otherwise without it, and for each end one beside it. */
export const CHOSEN_USAGE: Readonly<Record<string, UsageSchedule>> = {
  "an interval ends to the millisecond, for a cold instance": lives(
    SLOW,
    ...[cold("here"), cold("one interval", -1), cold("here", 1), cold("here")],
  ),
  "an interval ends to the millisecond, for a warm instance": lives(
    SLOW,
    ...[cold("here"), warm("one interval", -1), warm("here", 1), warm("here")],
  ),
  "a bucket holds its burst": lives(
    { ratePerSecond: 1, burst: 2 },
    ...[cold("here"), cold("here"), cold("here"), warm("one interval", -1), warm("here", 1), warm("here")],
  ),
  "an interval that is no whole number of milliseconds": lives(
    { ratePerSecond: 7, burst: 2 },
    ...[cold("here"), warm("here"), warm("one interval", -1), cold("here", 1), warm("one interval")],
  ),
  "who comes too often is refused, warm and cold": lives(
    SLOW,
    cold("here"),
    ...Array.from({ length: 11 }, (_, place) => (place % 2 === 0 ? warm("here") : cold("here"))),
  ),
  "a quota ends with its day to the millisecond": lives(
    { ...FAST, quota: { limit: 2, period: "day" } },
    ...[cold("here"), cold("one interval"), warm("here"), warm("the next period", -1), warm("here", 1)],
  ),
  "a quota ends with its week": lives(
    { ...FAST, quota: { limit: 1, period: "week", offset: 3 } },
    ...[cold("here"), cold("one interval"), cold("the next period", -1), cold("here", 1), cold("a day")],
  ),
  "a quota ends with its month": lives(
    { ...FAST, quota: { limit: 1, period: "month", offset: 22 } },
    ...[cold("here"), warm("one interval"), warm("the next period", -1), warm("here", 1), warm("a day")],
  ),
};
