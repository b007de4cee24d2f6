import type { ClaimStore } from "./claim-store.ts";
import type { RedisCommands } from "./redis.ts";
import { runScript } from "./redis-script.ts";

/**
 * A script and not `SET NX`, because a claim expires by the clock of whoever asks, as in every other store, and not by
 * Redis's: the condition compares the expiry itself. That Redis deletes it after as many seconds is housekeeping.
 */
const CLAIM = `
local expiresAt = redis.call("GET", KEYS[1])
if expiresAt and tonumber(expiresAt) > tonumber(ARGV[1]) then return 0 end
redis.call("SET", KEYS[1], ARGV[2], "EX", math.max(1, ARGV[2] - ARGV[1]))
return 1`;

/** Claims as Redis strings: the expiry, in seconds since the epoch. */
export function redisClaims(redis: RedisCommands): ClaimStore {
  return {
    claim: async (key, nowSeconds, expiresAtSeconds) => {
      return Number(await runScript(redis, CLAIM, key, nowSeconds, expiresAtSeconds)) === 1;
    },
    // Without a condition: the claim is the caller's own, nobody else can have it before it is given back.
    release: async (key) => {
      await redis.send(["DEL", redis.keyPrefix + key]);
    },
  };
}
