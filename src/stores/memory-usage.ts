import QuickLRU from "quick-lru";
import { dayOf } from "../limits/day.ts";
import { afterCall, judgeUsage, periodOf, type Usage, type UsagePolicy } from "../limits/usage-policy.ts";
import type { UsageReader, UsageStore } from "./usage-store.ts";

interface Remembered extends Usage {
  readonly period: string | undefined;
  readonly lastUsedDay: string;
}

/** Usage in this process alone: the reference for the other stores. Bounded: the least recently used keys are forgotten. */
export function memoryUsage({ maxKeys = 50_000 } = {}): UsageStore & UsageReader {
  const remembered = new QuickLRU<string, Remembered>({ maxSize: maxKeys });

  const usageNow = (known: Remembered | undefined, period: string | undefined): Usage => ({
    emptyAtMicros: known?.emptyAtMicros ?? 0,
    used: known?.period === period ? (known?.used ?? 0) : 0,
  });

  return {
    count: async (key, nowMs, policy) => {
      const period = periodName(nowMs, policy);
      const usage = usageNow(remembered.get(key), period);
      if (!judgeUsage(usage, nowMs, policy).allowed) return { counted: false, usage };
      const after = afterCall(usage, nowMs, policy);
      remembered.set(key, { ...after, period, lastUsedDay: dayOf(nowMs) });
      return { counted: true, usage: after };
    },
    read: async (key, nowMs, policy) => {
      const known = remembered.get(key);
      return known && { ...usageNow(known, periodName(nowMs, policy)), lastUsedDay: known.lastUsedDay };
    },
  };
}

const periodName = (nowMs: number, { quota }: UsagePolicy) => quota && periodOf(quota, nowMs).name;
