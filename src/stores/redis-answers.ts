import type { AnswerStore, FoundAnswer } from "./answer-store.ts";
import type { RedisCommands } from "./redis.ts";

/**
 * Answers as Redis strings `EXPIRY:TEXT`, the expiry in seconds since the epoch. It stands before the text for two reasons:
 * whoever reads it judges by their own clock, as with every other store, while Redis sweeps by its own; and it keeps clients
 * that read JSON wherever they see it (`@upstash/redis`) from seeing any.
 */
export function redisAnswers(redis: RedisCommands): AnswerStore {
  return {
    find: async (key, nowSeconds) => {
      const found = parseKept(await redis.send(["GET", redis.keyPrefix + key]));
      return found && found.expiresAtSeconds > nowSeconds ? found : undefined;
    },
    keep: async (key, text, expiresAtSeconds) => {
      const kept = `${expiresAtSeconds}:${text}`;
      await redis.send(["SET", redis.keyPrefix + key, kept, "EXAT", String(expiresAtSeconds)]);
    },
  };
}

const KEPT = /^(\d+):(.*)$/s;

/** What somebody else has put there is no answer, nor is nothing. */
function parseKept(kept: unknown): FoundAnswer | undefined {
  const [, expiry, text] = KEPT.exec(String(kept)) ?? [];
  return text === undefined ? undefined : { text, expiresAtSeconds: Number(expiry) };
}
