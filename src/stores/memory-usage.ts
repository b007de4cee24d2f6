import QuickLRU from "quick-lru";
import { afterCall, judgeUsage, periodOf, type Usage } from "../limits/usage-policy.ts";
import type { UsageStore } from "./usage-store.ts";

interface Remembered extends Usage {
  readonly period: string | undefined;
}

/** Usage in this process alone: the reference for the other stores. Bounded: the least recently used keys are forgotten. */
export function memoryUsage({ maxKeys = 50_000 } = {}): UsageStore {
  const remembered = new QuickLRU<string, Remembered>({ maxSize: maxKeys });
  return {
    count: async (key, nowMs, policy) => {
      const period = policy.quota && periodOf(policy.quota, nowMs).name;
      const { emptyAtMicros, ...before } = remembered.get(key) ?? { emptyAtMicros: 0, used: 0, period };
      const usage: Usage = { emptyAtMicros, used: before.period === period ? before.used : 0 };
      if (!judgeUsage(usage, nowMs, policy).allowed) return { counted: false, usage };
      const after = afterCall(usage, nowMs, policy);
      remembered.set(key, { ...after, period });
      return { counted: true, usage: after };
    },
  };
}
