import QuickLRU from "quick-lru";
import type { CounterStore } from "./counter-store.ts";

/**
 * Counts in this process alone. Keys name their window, so nothing here looks at the time; of more than `maxKeys` the
 * least recently used are forgotten.
 */
export function memoryCounters({ maxKeys = 50_000 } = {}): CounterStore {
  const counts = new QuickLRU<string, number>({ maxSize: maxKeys });
  return {
    add: async (key, limit) => {
      const count = counts.get(key) ?? 0;
      if (count >= limit) return false;
      counts.set(key, count + 1);
      return true;
    },
    subtract: async (key) => {
      counts.set(key, Math.max(0, (counts.get(key) ?? 0) - 1));
    },
  };
}
