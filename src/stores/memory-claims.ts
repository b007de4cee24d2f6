import QuickLRU from "quick-lru";
import { type ClaimStore, SPENT_SECONDS_AGO } from "./claim-store.ts";

/**
 * Claims in this process alone: the reference for the other stores, and the fallback when one is out of reach.
 * Bounded: of more than `maxClaims` the least recently used are forgotten.
 */
export function memoryClaims({ maxClaims = 50_000 } = {}): ClaimStore {
  const expiresAtSecondsByKey = new QuickLRU<string, number>({ maxSize: maxClaims });
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
