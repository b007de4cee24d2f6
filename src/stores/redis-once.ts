import type { OnceClaim, OnceStore } from "./once-store.ts";
import type { RedisCommands } from "./redis.ts";
import { keptForMs, runScript } from "./redis-script.ts";

/** Arguments: now, fingerprint, token, end of the lease, milliseconds kept. */
const CLAIM = `
local state, fingerprint, freeAt = unpack(redis.call("HMGET", KEYS[1], "state", "fingerprint", "freeAtMs"))
if freeAt and tonumber(freeAt) > tonumber(ARGV[1]) then return state .. ":" .. freeAt .. ":" .. fingerprint end
redis.call("HSET", KEYS[1], "state", "under-way", "fingerprint", ARGV[2], "token", ARGV[3], "freeAtMs", ARGV[4])
redis.call("PEXPIRE", KEYS[1], ARGV[5])
return "claimed"`;

/** Arguments: fingerprint, when it is forgotten, milliseconds kept. */
const FINISH = `
redis.call("HSET", KEYS[1], "state", "done", "fingerprint", ARGV[1], "freeAtMs", ARGV[2])
redis.call("HDEL", KEYS[1], "token")
redis.call("PEXPIRE", KEYS[1], ARGV[3])`;

const RELEASE = `
if redis.call("HGET", KEYS[1], "token") == ARGV[1] then redis.call("DEL", KEYS[1]) end`;

/**
 * Work as Redis hashes, each change one script.
 *
 * ```
 *   state          under-way                     done
 *   fingerprint    of the request                of the request
 *   token          whose claim it is
 *   freeAtMs       end of the lease              forgotten then
 * ```
 *
 * Redis deletes a hash a minute after it is free: clocks of callers differ.
 */
export function redisOnce(redis: RedisCommands): OnceStore {
  return {
    claim: async ({ key, fingerprint, token, leaseUntilMs }, nowMs) => {
      const keptMs = keptForMs(nowMs, leaseUntilMs);
      const args = [nowMs, fingerprint, token, leaseUntilMs, keptMs];
      return claimOf(String(await runScript(redis, CLAIM, key, ...args)));
    },
    finish: async ({ key, fingerprint, expiresAtMs }, nowMs) => {
      await runScript(redis, FINISH, key, fingerprint, expiresAtMs, keptForMs(nowMs, expiresAtMs));
    },
    release: async ({ key, token }) => {
      await runScript(redis, RELEASE, key, token);
    },
  };
}

const FOUND = /^(?<state>[^:]*):(?<freeAtMs>[^:]*):(?<fingerprint>.*)$/s;

function claimOf(answer: string): OnceClaim {
  const { state, freeAtMs, fingerprint = "" } = FOUND.exec(answer)?.groups ?? {};
  if (state === undefined) return { as: "claimed" };
  return state === "done"
    ? { as: "done", fingerprint }
    : { as: "under-way", fingerprint, leaseUntilMs: Number(freeAtMs) };
}
