import { forgetAtMs } from "../limits/cooldown-policy.ts";
import type { CooldownStore } from "./cooldown-store.ts";
import type { RedisCommands } from "./redis.ts";
import { keptForMs, listOf, runScript } from "./redis-script.ts";

/** Arguments: token, now, milliseconds kept, base, escalated, threshold, window. */
const START = `
local token, now, keptFor = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local base, escalated = tonumber(ARGV[4]), tonumber(ARGV[5])
local threshold, window = tonumber(ARGV[6]), tonumber(ARGV[7])

local before = redis.call("HGET", KEYS[1], "sends") or ""
local times = {}
for time in string.gmatch(before, "[^,]+") do table.insert(times, tonumber(time)) end

local retryAt = tonumber(redis.call("HGET", KEYS[1], "notBefore") or 0)
local last, oldest = times[1], times[1 + threshold]
if last then
  local wait = base
  if oldest and oldest >= last then wait = escalated end
  retryAt = math.max(retryAt, last + wait)
end
if retryAt > now then return {"refused", string.format("%.17g", retryAt)} end

local after = {string.format("%.17g", now), string.format("%.17g", now + window)}
for place = 2, math.min(#times, threshold) do table.insert(after, string.format("%.17g", times[place])) end
redis.call("HSET", KEYS[1], "sends", table.concat(after, ","), "token", token)
redis.call("HDEL", KEYS[1], "notBefore")
redis.call("PEXPIRE", KEYS[1], keptFor)
return {"started", before}`;

/** Arguments: token, what the sends were before, the floor, milliseconds kept at least. */
const UNDO = `
if redis.call("HGET", KEYS[1], "token") ~= ARGV[1] then return 0 end
redis.call("HSET", KEYS[1], "sends", ARGV[2], "notBefore", ARGV[3])
redis.call("HDEL", KEYS[1], "token")
local keptFor = math.max(redis.call("PTTL", KEYS[1]), tonumber(ARGV[4]))
redis.call("PEXPIRE", KEYS[1], string.format("%.17g", keptFor))
return 1`;

/**
 * Cooldowns as Redis hashes, each decided by one script.
 *
 * ```
 *   sends        when the last send was accepted, and when each of the last sends leaves the window, newest first
 *                (milliseconds since the epoch, with commas between)
 *   notBefore    nothing is sent before this: left by a send that was taken back
 *   token        whose send the last one was
 * ```
 *
 * Redis deletes a hash when all it says has lost its meaning, and a minute later: clocks of callers differ.
 */
export function redisCooldowns(redis: RedisCommands): CooldownStore {
  return {
    start: async (key, token, nowMs, policy) => {
      const { baseMs, escalatedMs, threshold, windowMs } = policy;
      const keptMs = keptForMs(nowMs, forgetAtMs(nowMs, policy));
      const policyArgs = [baseMs, escalatedMs, threshold, windowMs];
      const [outcome, text] = listOf(await runScript(redis, START, key, token, nowMs, keptMs, ...policyArgs));
      if (outcome !== "started") return { started: false, retryAtMs: Number(text) };
      const before = String(text);
      return {
        started: true,
        undo: async (notBeforeMs) => {
          // A token that is not there any more means that another send has been accepted since: its mark stands.
          await runScript(redis, UNDO, key, token, before, notBeforeMs, keptForMs(nowMs, notBeforeMs));
        },
      };
    },
  };
}
