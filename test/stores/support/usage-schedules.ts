import fc from "fast-check";
import { intervalMicros, judgeUsage, periodOf, type UsagePolicy } from "../../../src/limits/usage-policy.ts";
import type { SeenUsage, UsageStore } from "../../../src/stores/usage-store.ts";

const DAY_MS = 86_400_000;

export const usagePolicy: fc.Arbitrary<UsagePolicy> = fc
  .record({
    ratePerSecond: fc.constantFrom(0.001, 0.1, 1 / 3, 0.5, 1, 1.5, 3, 7, 10, 33.3, 1_000),
    burst: fc.integer({ min: 1, max: 4 }),
    quota: fc.option(
      fc.oneof(
        fc.record({ period: fc.constant("day" as const), offset: fc.constant(0) }),
        fc.record({ period: fc.constant("week" as const), offset: fc.integer({ min: 0, max: 6 }) }),
        fc.record({ period: fc.constant("month" as const), offset: fc.integer({ min: 0, max: 27 }) }),
      ),
      { nil: undefined, freq: 4 },
    ),
    limit: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ quota, limit, ...bucket }) => ({ ...bucket, quota: quota && { ...quota, limit } }));

/** How far the clock moves before a call: mostly to where something ends. */
const ENDS = {
  here: () => 0,
  "one interval": (_: number, policy: UsagePolicy) => Math.ceil(intervalMicros(policy) / 1_000),
  "a bucketful": (_: number, policy: UsagePolicy) =>
    Math.ceil((intervalMicros(policy) * policy.burst) / 1_000),
  "the next period": (nowMs: number, { quota }: UsagePolicy) =>
    (quota ? periodOf(quota, nowMs).endMs : nowMs + DAY_MS) - nowMs,
  "a day": () => DAY_MS,
  "a long time": () => 40 * DAY_MS,
} satisfies Record<string, (nowMs: number, policy: UsagePolicy) => number>;

const step: fc.Arbitrary<Step> = fc.record({
  to: fc.constantFrom(
    ...([
      "here",
      "here",
      "here",
      "one interval",
      "one interval",
      ...Object.keys(ENDS),
    ] as (keyof typeof ENDS)[]),
  ),
  besideMs: fc.constantFrom(0, 0, 0, -1, 1, 250),
  /** Whether the store is told what its last answer was, as a warm instance does. */
  warm: fc.boolean(),
});

export interface Step {
  readonly to: keyof typeof ENDS;
  readonly besideMs: number;
  readonly warm: boolean;
}

export interface UsageSchedule {
  readonly policy: UsagePolicy;
  readonly startMs: number;
  readonly steps: readonly Step[];
}

export const usageSchedule: fc.Arbitrary<UsageSchedule> = fc.record({
  policy: usagePolicy,
  startMs: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) }),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});

/** What a store answers to a schedule. The clock may step back by a millisecond, never into an earlier period. */
export async function livedUsage(store: UsageStore, key: string, { policy, startMs, steps }: UsageSchedule) {
  const answers: { outcome: "counted" | "rate" | "quota"; emptyAtMicros: number; used: number }[] = [];
  let nowMs = startMs;
  let seen: SeenUsage | undefined;
  for (const { to, besideMs, warm } of steps) {
    const movedMs = nowMs + ENDS[to](nowMs, policy) + besideMs;
    const wentBack =
      policy.quota && periodOf(policy.quota, movedMs).endMs < periodOf(policy.quota, nowMs).endMs;
    nowMs = wentBack ? nowMs : movedMs;
    const { counted, usage } = await store.count(key, nowMs, policy, warm ? seen : undefined);
    const verdict = judgeUsage(usage, nowMs, policy);
    seen = usage;
    answers.push({
      outcome: counted ? "counted" : verdict.allowed ? "rate" : verdict.by,
      // A bucket at rest is empty, since whenever.
      emptyAtMicros: Math.max(usage.emptyAtMicros, nowMs * 1_000),
      used: policy.quota ? usage.used : 0,
    });
  }
  return answers;
}
