import QuickLRU from "quick-lru";
import { type SlotStore, SPENT_SECONDS_AGO } from "./slot-store.ts";

/**
 * Slots in this process alone: the reference for the other stores, and the fallback when one is out of reach.
 * Bounded: of more than `maxSlots` the least recently used are forgotten.
 */
export function memorySlots({ maxSlots = 50_000 }: { readonly maxSlots?: number } = {}): SlotStore {
  const expiresAtSecondsByKey = new QuickLRU<string, number>({ maxSize: maxSlots });
  return {
    claim: async (key, nowSeconds, expiresAtSeconds) => {
      const taken = (expiresAtSecondsByKey.get(key) ?? nowSeconds) > nowSeconds;
      if (!taken) expiresAtSecondsByKey.set(key, expiresAtSeconds);
      return !taken;
    },
    release: async (key, nowSeconds) => {
      expiresAtSecondsByKey.set(key, nowSeconds - SPENT_SECONDS_AGO);
    },
  };
}
