import { type ControlStore, MOST_BLOCKED_SENDERS, tooManyBlocked } from "./control-store.ts";
import type { RedisCommands } from "./redis.ts";
import { listOf, runScript } from "./redis-script.ts";

const READ = `
local texts = redis.call("HKEYS", KEYS[1])
local paused = redis.call("HGET", KEYS[1], "paused")
if paused then table.insert(texts, "since " .. paused) end
return texts`;

/** Arguments: field, most. */
const BLOCK = `
local blocked = redis.call("HLEN", KEYS[1]) - redis.call("HEXISTS", KEYS[1], "paused")
local isBlockedAlready = redis.call("HEXISTS", KEYS[1], ARGV[1]) == 1
if not isBlockedAlready and blocked >= tonumber(ARGV[2]) then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], "1")
return 1`;

/**
 * The switches as one Redis hash, `controls`: `paused` (milliseconds since the epoch) and a field `blocked SENDER` for each
 * sender. It never expires, as a switch is the owner's to turn; its size has a bound.
 */
export function redisControls(redis: RedisCommands): ControlStore {
  const name = redis.keyPrefix + CONTROLS;
  return {
    read: async () => {
      const texts = listOf(await runScript(redis, READ, CONTROLS)).map(String);
      const [since] = withoutPrefix(texts, "since ");
      return {
        ...(since !== undefined && { pausedSinceMs: Number(since) }),
        blockedSenders: new Set(withoutPrefix(texts, BLOCKED)),
      };
    },
    setPaused: async (pausedSinceMs) => {
      await redis.send(
        pausedSinceMs === undefined
          ? ["HDEL", name, "paused"]
          : ["HSET", name, "paused", String(pausedSinceMs)],
      );
    },
    block: async (sender) => {
      const answer = await runScript(redis, BLOCK, CONTROLS, BLOCKED + sender, MOST_BLOCKED_SENDERS);
      if (Number(answer) !== 1) throw tooManyBlocked();
    },
    unblock: async (sender) => {
      await redis.send(["HDEL", name, BLOCKED + sender]);
    },
  };
}

const CONTROLS = "controls";
const BLOCKED = "blocked ";

const withoutPrefix = (texts: readonly string[], prefix: string): readonly string[] =>
  texts.flatMap((text) => (text.startsWith(prefix) ? text.slice(prefix.length) : []));
