import type { CounterStore } from "./counter-store.ts";
import type { RedisCommands } from "./redis.ts";

/*
 * Scripts, because no command of Redis adds up to a limit, and `INCR` first and judging afterwards would count those who are
 * refused: they would then use up what a limit that is raised, or a count that is taken back, leaves to others. Redis
 * runs a script as one, and one key each runs in a cluster. Sent whole each time: at this length, `EVALSHA` saves nothing.
 */
const ADD = `
if tonumber(redis.call("GET", KEYS[1]) or 0) >= tonumber(ARGV[1]) then return 0 end
redis.call("INCR", KEYS[1])
redis.call("EXPIREAT", KEYS[1], ARGV[2])
return 1`;

const SUBTRACT = `
if tonumber(redis.call("GET", KEYS[1]) or 0) > 0 then redis.call("DECR", KEYS[1]) end`;

/** Counts as Redis strings, deleted at their expiry by Redis's clock. */
export function redisCounters(redis: RedisCommands): CounterStore {
  return {
    add: async (key, limit, expiresAtSeconds) => {
      const [name, expiry] = [redis.keyPrefix + key, String(expiresAtSeconds)];
      return Number(await redis.send(["EVAL", ADD, "1", name, String(limit), expiry])) === 1;
    },
    subtract: async (key) => {
      await redis.send(["EVAL", SUBTRACT, "1", redis.keyPrefix + key]);
    },
  };
}
