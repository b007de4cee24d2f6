import { DAY_MS, dayOf } from "../limits/day.ts";
import {
  fullAtMicros,
  intervalMicros,
  periodOf,
  toMicros,
  type Usage,
  type UsagePolicy,
} from "../limits/usage-policy.ts";
import type { RedisCommands } from "./redis.ts";
import { keptForMs, listOf, runScript } from "./redis-script.ts";
import type { UsageReader, UsageStore } from "./usage-store.ts";

/**
 * Arguments: now, interval and the latest time with room, in microseconds; day; milliseconds kept; the first count that is
 * still needed; then, of a quota, its count and its limit.
 */
const COUNT = `
local now, interval, full = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local day, keptFor, needed, count, limit = ARGV[4], ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8])

local emptyAt = tonumber(redis.call("HGET", KEYS[1], "tat") or 0)
local used = 0
if count then used = tonumber(redis.call("HGET", KEYS[1], count) or 0) end
if emptyAt > full or (limit and used >= limit) then return {0, string.format("%.17g", emptyAt), used} end

emptyAt = math.max(emptyAt, now) + interval
redis.call("HSET", KEYS[1], "tat", string.format("%.17g", emptyAt), "day", day)
if count then used = redis.call("HINCRBY", KEYS[1], count, 1) end
for _, field in ipairs(redis.call("HKEYS", KEYS[1])) do
  if string.match(field, "^u%d") and (not count or field < needed) then redis.call("HDEL", KEYS[1], field) end
end
redis.call("PEXPIRE", KEYS[1], keptFor)
return {1, string.format("%.17g", emptyAt), used}`;

/** The last day of use is for people, and they look back a year. */
const KEPT_AFTER_USE_MS = 400 * DAY_MS;

/**
 * Usage as Redis hashes, bucket and quota in one, each call decided by one script.
 *
 * ```
 *   tat            when the bucket will be empty         (microseconds since the epoch)
 *   u2026-11-22    calls in the period that began then; a new period is a new field, so nothing is reset
 *   day            last day of use, for people
 * ```
 *
 * The last period's count stays for a minute: another process may still be deciding a call that came before midnight, or have
 * a clock that is late, and would start to count that period anew. Redis deletes a hash 400 days after the last call, or
 * when its bucket is empty, whatever is later.
 */
export function redisUsage(redis: RedisCommands): UsageStore & UsageReader {
  return {
    count: async (key, nowMs, policy) => {
      const { quota } = policy;
      const interval = intervalMicros(policy);
      const full = fullAtMicros(nowMs, policy);
      const emptyAtMs = (full + interval) / 1_000;
      const keptMs = keptForMs(nowMs, Math.max(nowMs + KEPT_AFTER_USE_MS, emptyAtMs));
      const needed = quota ? countOf(quota, nowMs - 60_000) : "";
      const bucketArgs = [toMicros(nowMs), interval, full, dayOf(nowMs), keptMs, needed];
      const quotaArgs = quota ? [countOf(quota, nowMs), quota.limit] : [];
      const answer = await runScript(redis, COUNT, key, ...bucketArgs, ...quotaArgs);
      const [counted, ...usage] = listOf(answer);
      return { counted: Number(counted) === 1, usage: usageOf(usage) };
    },
    read: async (key, nowMs, { quota }) => {
      // Without a quota, no count has this name.
      const count = quota ? countOf(quota, nowMs) : "none";
      const fields = await redis.send(["HMGET", redis.keyPrefix + key, "day", "tat", count]);
      const [lastUsedDay, ...usage] = listOf(fields);
      return typeof lastUsedDay === "string" ? { ...usageOf(usage), lastUsedDay } : undefined;
    },
  };
}

const countOf = (quota: NonNullable<UsagePolicy["quota"]>, nowMs: number) =>
  `u${periodOf(quota, nowMs).name}`;

const usageOf = ([emptyAtMicros, used]: readonly unknown[]): Usage => ({
  emptyAtMicros: Number(emptyAtMicros ?? 0),
  used: Number(used ?? 0),
});
