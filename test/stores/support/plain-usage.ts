import type { Quota, UsagePolicy } from "../../../src/limits/usage-policy.ts";
import type { UsageStore } from "../../../src/stores/usage-store.ts";

const DAY_MS = 86_400_000;

/**
 * Bucket and quota in their plainest form, good for one key: tokens that drip into a bucket, a list of every call that was
 * counted, a walk along the calendar day by day. It shares no code and no formula with the policy.
 */
export function plainUsage(): UsageStore {
  const calls: number[] = [];
  let tokens: bigint | undefined;
  let asOfMs = 0;

  return {
    count: async (_, nowMs, policy) => {
      // A token is as many drops as microseconds pass until the next one.
      const token = microsPerCall(policy);
      const full = token * BigInt(policy.burst);
      const dripped = BigInt(nowMs - asOfMs) * 1_000n;
      const now = tokens === undefined || tokens + dripped > full ? full : tokens + dripped;
      const used = policy.quota
        ? calls.filter((ms) => ms >= periodStart(policy.quota as Quota, nowMs)).length
        : 0;

      const counted = now >= token && (policy.quota === undefined || used < policy.quota.limit);
      if (counted) {
        calls.push(nowMs);
        tokens = now - token;
        asOfMs = nowMs;
      }
      const missing = full - (counted ? now - token : now);
      const emptyAtMicros = Number(BigInt(nowMs) * 1_000n + missing);
      return { counted, usage: { emptyAtMicros, used: counted ? used + 1 : used } };
    },
  };
}

/** The least whole number of microseconds that keeps to the rate. */
function microsPerCall({ ratePerSecond }: UsagePolicy): bigint {
  let micros = BigInt(Math.max(1, Math.floor(1_000_000 / ratePerSecond) - 1));
  while (Number(micros) * ratePerSecond < 1_000_000 - 1e-6) micros += 1n;
  return micros;
}

function periodStart({ period, offset = 0 }: Quota, nowMs: number): number {
  let day = new Date(nowMs - (nowMs % DAY_MS));
  const isFirst = () =>
    period === "day" || (period === "week" ? day.getUTCDay() === offset : day.getUTCDate() === offset + 1);
  while (!isFirst()) day = new Date(day.getTime() - DAY_MS);
  return day.getTime();
}
