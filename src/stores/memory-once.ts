import QuickLRU from "quick-lru";
import type { OnceStore } from "./once-store.ts";

type Remembered =
  | { readonly as: "done"; readonly fingerprint: string; readonly freeAtMs: number }
  | {
      readonly as: "under-way";
      readonly fingerprint: string;
      readonly freeAtMs: number;
      readonly token: string;
    };

/**
 * Work in this process alone: the reference for the other stores. Bounded: of more than `maxKeys` the least recently used
 * are forgotten.
 */
export function memoryOnce({ maxKeys = 50_000 } = {}): OnceStore {
  const remembered = new QuickLRU<string, Remembered>({ maxSize: maxKeys });

  return {
    claim: async ({ key, fingerprint, token, leaseUntilMs }, nowMs) => {
      const known = remembered.get(key);
      if (known && known.freeAtMs > nowMs) {
        return known.as === "done"
          ? { as: "done", fingerprint: known.fingerprint }
          : { as: "under-way", fingerprint: known.fingerprint, leaseUntilMs: known.freeAtMs };
      }
      remembered.set(key, { as: "under-way", fingerprint, freeAtMs: leaseUntilMs, token });
      return { as: "claimed" };
    },
    finish: async ({ key, fingerprint, expiresAtMs }) => {
      remembered.set(key, { as: "done", fingerprint, freeAtMs: expiresAtMs });
    },
    release: async ({ key, token }) => {
      const known = remembered.get(key);
      if (known?.as === "under-way" && known.token === token) remembered.delete(key);
    },
  };
}
