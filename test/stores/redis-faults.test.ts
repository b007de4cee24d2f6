import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { RedisCommands } from "../../src/stores/redis.ts";
import { redisAnswers } from "../../src/stores/redis-answers.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { redisControls } from "../../src/stores/redis-controls.ts";
import { redisCooldowns } from "../../src/stores/redis-cooldowns.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { redisKeys } from "../../src/stores/redis-keys.ts";
import { redisOnce } from "../../src/stores/redis-once.ts";
import { redisSpend } from "../../src/stores/redis-spend.ts";
import { redisUsage } from "../../src/stores/redis-usage.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { hasRedis, type RedisServer, startRedis } from "./support/redis.ts";
import { CLIENTS, type RedisConnection } from "./support/redis-clients.ts";

const KEY = "faulty#key";
const NOW_MS = NOW * 1_000;
const RECORD = { id: "id", name: "n", plan: "p", createdAtMs: 1 };
const COOLDOWN = { baseMs: 1_000, escalatedMs: 1_000, threshold: 1, windowMs: 1_000 };
const PLAN = { ratePerSecond: 1, burst: 1 };
const WORK = {
  key: KEY,
  fingerprint: "f",
  token: "t",
  leaseUntilMs: NOW_MS + 30_000,
  expiresAtMs: NOW_MS + 60_000,
};
const ENTRIES = [{ account: "total", microUsd: 160 }];

/** Every call that the stores have. */
const callsOn = (redis: RedisCommands) => ({
  find: () => redisAnswers(redis).find(KEY, NOW),
  keep: () => redisAnswers(redis).keep(KEY, "text", EXPIRES),
  claim: () => redisClaims(redis).claim(KEY, NOW, EXPIRES),
  release: () => redisClaims(redis).release(KEY, NOW),
  add: () => redisCounters(redis).add(KEY, 5, EXPIRES),
  subtract: () => redisCounters(redis).subtract(KEY),
  "find a key": () => redisKeys(redis).find("hash"),
  "put a key": () => redisKeys(redis).put({ hash: "hash", record: RECORD }),
  "list keys": () => redisKeys(redis).list(),
  "start a cooldown": () => redisCooldowns(redis).start(KEY, "token", NOW_MS, COOLDOWN),
  "count a call": () => redisUsage(redis).count(KEY, NOW_MS, PLAN),
  "read usage": () => redisUsage(redis).read(KEY, NOW_MS, PLAN),
  "claim work": () => redisOnce(redis).claim(WORK, NOW_MS),
  "finish work": () => redisOnce(redis).finish(WORK, NOW_MS),
  "release work": () => redisOnce(redis).release(WORK, NOW_MS),
  reserve: () => redisSpend(redis).reserve("2026-11-22", ENTRIES, EXPIRES),
  "give back": () => redisSpend(redis).giveBack("2026-11-22", ENTRIES),
  "read money": () => redisSpend(redis).read("2026-11-22"),
  "read switches": () => redisControls(redis).read(),
  pause: () => redisControls(redis).setPaused(NOW_MS),
  resume: () => redisControls(redis).setPaused(undefined),
  block: () => redisControls(redis).block("a@example.com"),
  unblock: () => redisControls(redis).unblock("a@example.com"),
});

const suffix = hasRedis ? "" : ": NOT RUN, there is no redis-server here";

describe.skipIf(!hasRedis).each(Object.entries(CLIENTS))(
  `Redis in trouble, through %s${suffix}`,
  (_, connect) => {
    let server: RedisServer;
    let patient: RedisConnection;
    let impatient: RedisConnection;
    beforeAll(async () => {
      server = await startRedis();
      patient = await connect(server);
      impatient = await connect(server, { timeoutMs: 200 });
    });
    afterAll(async () => {
      await patient.close();
      await impatient.close();
      await server.close();
    });

    const ERRORS = [
      {
        error: "OOM",
        calls: ["keep", "claim", "add", "put a key", "start a cooldown", "claim work", "reserve", "block"],
        arrange: (redis: RedisServer) => redis.ask("CONFIG", "SET", "maxmemory", "1"),
        mend: (redis: RedisServer) => redis.ask("CONFIG", "SET", "maxmemory", "0"),
      },
      {
        error: "READONLY",
        calls: ["keep", "claim", "release", "add"],
        arrange: (redis: RedisServer) => redis.ask("REPLICAOF", "127.0.0.1", "1"),
        mend: (redis: RedisServer) => redis.ask("REPLICAOF", "NO", "ONE"),
      },
      {
        error: "WRONGTYPE",
        calls: ["find", "claim", "add", "subtract", "start a cooldown", "count a call", "finish work"],
        arrange: (redis: RedisServer) => redis.ask("RPUSH", `postern:${KEY}`, "a list"),
        mend: (redis: RedisServer) => redis.ask("DEL", `postern:${KEY}`),
      },
    ] as const;

    it.each(ERRORS)("is Unavailable when it answers -$error", async ({ error, calls, arrange, mend }) => {
      await arrange(server);
      for (const call of calls) {
        await expect(callsOn(patient.redis)[call](), call).rejects.toMatchObject({
          name: "Unavailable",
          part: "redis",
          cause: { message: expect.stringContaining(error) },
        });
      }
      await mend(server);
      await expect(callsOn(patient.redis).add()).resolves.toBe(true);
      await server.ask("DEL", `postern:${KEY}`);
    });

    it("is Unavailable when it hangs, and there again when it goes on, with every answer at its place", async () => {
      await server.ask("SET", "one", "1st");
      await server.ask("SET", "other", "2nd");
      server.freeze();
      for (const call of Object.values(callsOn(impatient.redis))) {
        await expect(call()).rejects.toMatchObject({
          name: "Unavailable",
          cause: { message: "no answer within 200 ms" },
        });
      }
      server.thaw();
      const get = (key: string) => patient.redis.send(["GET", key]);
      expect([await get("other"), await get("one")]).toEqual(["2nd", "1st"]);
    });

    it("is Unavailable when it is down", async () => {
      const doomed = await startRedis();
      const { redis, close } = await connect(doomed);
      await callsOn(redis).keep();
      await doomed.close();
      for (const call of Object.values(callsOn(redis)))
        await expect(call()).rejects.toBeInstanceOf(Unavailable);
      await close();
    });
  },
);
