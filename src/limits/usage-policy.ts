import { dayOf } from "./day.ts";

/** A token bucket and a calendar quota, judged together. */
export interface UsagePolicy {
  /** Calls a second, in the long run. */
  readonly ratePerSecond: number;
  /** Calls at once. */
  readonly burst: number;
  readonly quota?: Quota | undefined;
}

export interface Quota {
  readonly limit: number;
  readonly period: "day" | "week" | "month";
  /**
   * The day on which a week (0 is Sunday) or a month (0 is the 1st) begins, as in API Gateway's usage plans. Default 0.
   * All in UTC.
   */
  readonly offset?: number;
}

/** What is remembered of one key. */
export interface Usage {
  /**
   * The bucket as one time (generic cell rate algorithm): when it will be empty of what has been taken. A call moves it by
   * one interval; a bucket nobody uses lets it fall into the past. Whole microseconds since the epoch: fractions would add
   * up differently in a database that counts in decimals.
   */
  readonly emptyAtMicros: number;
  /** Calls in the current period. */
  readonly used: number;
}

export type UsageVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly by: "rate" | "quota"; readonly retryAtMs: number };

/** Rounded up: never more than the rate. */
export const intervalMicros = ({ ratePerSecond }: UsagePolicy) => Math.ceil(1_000_000 / ratePerSecond);

export const toMicros = (nowMs: number) => Math.floor(nowMs) * 1_000;

/** The latest `emptyAtMicros` at which one more call fits into the bucket. */
export const fullAtMicros = (nowMs: number, policy: UsagePolicy) =>
  toMicros(nowMs) + (policy.burst - 1) * intervalMicros(policy);

/** The quota is asked first: who has none left gains nothing by coming slower. */
export function judgeUsage({ emptyAtMicros, used }: Usage, nowMs: number, policy: UsagePolicy): UsageVerdict {
  const { quota } = policy;
  if (quota && used >= quota.limit) {
    return { allowed: false, by: "quota", retryAtMs: periodOf(quota, nowMs).endMs };
  }
  const overMicros = emptyAtMicros - fullAtMicros(nowMs, policy);
  return overMicros > 0
    ? { allowed: false, by: "rate", retryAtMs: nowMs + overMicros / 1_000 }
    : { allowed: true };
}

export function afterCall({ emptyAtMicros, used }: Usage, nowMs: number, policy: UsagePolicy): Usage {
  return { emptyAtMicros: Math.max(emptyAtMicros, toMicros(nowMs)) + intervalMicros(policy), used: used + 1 };
}

export interface Period {
  /** Its first day, such as `2026-11-22`: names the count of this period. */
  readonly name: string;
  readonly endMs: number;
}

/** The calendar period that a time lies in. */
export function periodOf({ period, offset = 0 }: Quota, nowMs: number): Period {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (period === "day") return between(Date.UTC(year, month, day), Date.UTC(year, month, day + 1));
  if (period === "week") {
    const daysIn = (now.getUTCDay() - offset + 7) % 7;
    return between(Date.UTC(year, month, day - daysIn), Date.UTC(year, month, day - daysIn + 7));
  }
  const startsIn = day > offset ? month : month - 1;
  return between(Date.UTC(year, startsIn, 1 + offset), Date.UTC(year, startsIn + 1, 1 + offset));
}

const between = (startMs: number, endMs: number): Period => ({ name: dayOf(startMs), endMs });
