import QuickLRU from "quick-lru";
import { afterSend, type SendLog, waitAfterLastMs } from "../limits/cooldown-policy.ts";
import type { CooldownStore } from "./cooldown-store.ts";

interface Remembered {
  readonly log: SendLog | undefined;
  readonly token: string;
  readonly notBeforeMs: number;
}

/**
 * Cooldowns in this process alone: the reference model, and the fallback when a store is out of reach.
 * Bounded: of more than `maxRecipients` the least recently used are forgotten.
 */
export function memoryCooldowns({ maxRecipients = 50_000 } = {}): CooldownStore {
  const remembered = new QuickLRU<string, Remembered>({ maxSize: maxRecipients });
  return {
    start: async (key, token, nowMs, policy) => {
      const before = remembered.get(key);
      const log = before?.log;
      const freeAtMs = log ? log.lastSentAtMs + waitAfterLastMs(log, policy) : nowMs;
      const retryAtMs = Math.max(freeAtMs, before?.notBeforeMs ?? nowMs);
      if (retryAtMs > nowMs) return { started: false, retryAtMs };

      remembered.set(key, { log: afterSend(log, nowMs, policy), token, notBeforeMs: nowMs });
      const undo = async (notBeforeMs: number) => {
        if (remembered.get(key)?.token === token) remembered.set(key, { log, token: "", notBeforeMs });
      };
      return { started: true, undo };
    },
  };
}
