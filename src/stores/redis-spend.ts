import type { RedisCommands } from "./redis.ts";
import { listOf, runScript } from "./redis-script.ts";
import {
  checkEntries,
  type SpendEntry,
  type SpendReader,
  type SpendStore,
  type Spent,
} from "./spend-store.ts";

/** Arguments: expiry, then account, amount and limit (empty: none) of each entry. Nothing is written before all have room. */
const RESERVE = `
for place = 2, #ARGV, 3 do
  local account, amount, limit = ARGV[place], tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
  local after = tonumber(redis.call("HGET", KEYS[1], account) or 0) + amount
  if limit and after > limit then return "refused" end
end
local held = {}
for place = 2, #ARGV, 3 do
  table.insert(held, string.format("%.17g", redis.call("HINCRBY", KEYS[1], ARGV[place], ARGV[place + 1])))
end
redis.call("EXPIREAT", KEYS[1], ARGV[1])
return held`;

/** Arguments: account and amount of each entry. */
const GIVE_BACK = `
for place = 1, #ARGV, 2 do
  local held = redis.call("HGET", KEYS[1], ARGV[place])
  if not held or tonumber(held) < tonumber(ARGV[place + 1]) then return end
end
for place = 1, #ARGV, 2 do
  redis.call("HINCRBY", KEYS[1], ARGV[place], string.format("%.17g", 0 - ARGV[place + 1]))
end`;

const READ = `
local all = redis.call("HGETALL", KEYS[1])
local texts = {}
for place = 1, #all, 2 do table.insert(texts, all[place] .. "=" .. all[place + 1]) end
return texts`;

/**
 * Money as Redis hashes, one for each day (`spend#2026-11-22`), with one whole number of micro-USD for each account. All
 * accounts move in one script. Deleted at the expiry of the last reservation, by Redis's clock.
 */
export function redisSpend(redis: RedisCommands): SpendStore & SpendReader {
  return {
    reserve: async (day, entries, expiresAtSeconds) => {
      checkEntries(entries);
      const args = entries.flatMap(({ account, microUsd, limitMicroUsd = "" }) => [
        account,
        microUsd,
        limitMicroUsd,
      ]);
      const answer = await runScript(redis, RESERVE, keyOf(day), expiresAtSeconds, ...args);
      return answer === "refused" ? undefined : spentOf(entries, listOf(answer));
    },
    giveBack: async (day, entries) => {
      checkEntries(entries);
      const args = entries.flatMap(({ account, microUsd }) => [account, microUsd]);
      await runScript(redis, GIVE_BACK, keyOf(day), ...args);
    },
    read: async (day) => {
      const texts = listOf(await runScript(redis, READ, keyOf(day)));
      return Object.fromEntries(texts.map((text) => accountOf(String(text).split("="))));
    },
  };
}

const keyOf = (day: string) => `spend#${day}`;

const spentOf = (entries: readonly SpendEntry[], held: readonly unknown[]): Spent =>
  Object.fromEntries(entries.map(({ account }, place) => [account, Number(held[place])]));

const accountOf = ([account = "", microUsd]: readonly string[]) => [account, Number(microUsd)] as const;
