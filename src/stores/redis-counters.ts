import type { CounterStore } from "./counter-store.ts";
import type { RedisCommands } from "./redis.ts";
import { runScript } from "./redis-script.ts";

/*
 * Scripts, because no command of Redis adds up to a limit, and `INCR` first and judging afterwards would count those who are
 * refused: they would then use up what a limit that is raised, or a count that is taken back, leaves to others.
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
      return Number(await runScript(redis, ADD, key, limit, expiresAtSeconds)) === 1;
    },
    subtract: async (key) => {
      await runScript(redis, SUBTRACT, key);
    },
  };
}
