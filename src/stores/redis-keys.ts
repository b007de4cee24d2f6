import type { KeyRecord, KeyRegistry, StoredKey } from "./key-store.ts";
import type { RedisCommands } from "./redis.ts";
import { listOf, runScript } from "./redis-script.ts";

const PUT = `
local was = ARGV[3]
if was and redis.call("HGET", KEYS[1], ARGV[1]) ~= was then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1`;

/**
 * API keys as one Redis hash, `keys`, of which each field is the hash of an API key and its value `HASH:RECORD`, the record as
 * JSON. One hash, so that all are listed by one command, in a cluster too. The text before the JSON keeps clients that read
 * JSON wherever they see it (`@upstash/redis`) from seeing any.
 *
 * It never expires: a client's key works until the owner ends it. `keyManagement` writes it, and a caller cannot make it grow.
 */
export function redisKeys(redis: RedisCommands): KeyRegistry {
  const name = "keys";
  return {
    find: async (hash) => parseKept(await redis.send(["HGET", redis.keyPrefix + name, hash]))?.record,
    put: async ({ hash, record }, was) => {
      const expected = was ? [textOf(hash, was)] : [];
      return Number(await runScript(redis, PUT, name, hash, textOf(hash, record), ...expected)) === 1;
    },
    list: async () =>
      listOf(await redis.send(["HVALS", redis.keyPrefix + name])).flatMap((kept) => parseKept(kept) ?? []),
  };
}

const textOf = (hash: string, record: KeyRecord) => `${hash}:${JSON.stringify(record)}`;

const KEPT = /^([^:]*):(.*)$/s;

/** Nothing, or what another program has put there, is not a key. */
function parseKept(kept: unknown): StoredKey | undefined {
  const [, hash, record] = KEPT.exec(String(kept)) ?? [];
  return hash === undefined || record === undefined
    ? undefined
    : { hash, record: JSON.parse(record) as KeyRecord };
}
