import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedisCommands } from "../../src/stores/redis.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { redisCooldowns } from "../../src/stores/redis-cooldowns.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { redisKeys } from "../../src/stores/redis-keys.ts";
import { redisOnce } from "../../src/stores/redis-once.ts";
import { redisSpend } from "../../src/stores/redis-spend.ts";
import { redisUsage } from "../../src/stores/redis-usage.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { hasRedis, type RedisServer, startRedis } from "./support/redis.ts";
import { CLIENTS, type RedisConnection } from "./support/redis-clients.ts";

const CONNECTIONS_OF_EACH_CLIENT = 3;
const REQUESTS_OVER_EACH_CONNECTION = 25;
const REQUESTS = 225;
const NOW_MS = NOW * 1_000;

const suffix = hasRedis ? "" : ": NOT RUN, there is no redis-server here";

describe.skipIf(!hasRedis)(`225 at once, over nine connections of three clients${suffix}`, () => {
  let server: RedisServer;
  let connections: RedisConnection[];
  beforeAll(async () => {
    server = await startRedis();
    const connects = Object.values(CLIENTS).flatMap((connect) =>
      Array.from({ length: CONNECTIONS_OF_EACH_CLIENT }, () => connect),
    );
    connections = await Promise.all(connects.map((connect) => connect(server)));
  });
  afterAll(async () => {
    for (const { close } of connections) await close();
    await server.close();
  });

  const atOnce = <T>(ask: (redis: RedisCommands, which: number) => Promise<T>) =>
    Promise.all(
      connections.flatMap(({ redis }, connection) =>
        Array.from({ length: REQUESTS_OVER_EACH_CONNECTION }, (_, request) =>
          ask(redis, connection * REQUESTS_OVER_EACH_CONNECTION + request),
        ),
      ),
    );

  it.each([1, 5, 37])("counts exactly %i", async (limit) => {
    const answers = await atOnce((redis) => redisCounters(redis).add(`race#${limit}`, limit, EXPIRES));
    expect(answers).toHaveLength(REQUESTS);
    expect(answers.filter(Boolean)).toHaveLength(limit);
  });

  it("gives a claim to exactly one, and so again when it has expired", async () => {
    for (const now of [NOW, EXPIRES]) {
      const answers = await atOnce((redis) => redisClaims(redis).claim("race#claim", now, now + 86_400));
      expect(answers).toHaveLength(REQUESTS);
      expect(answers.filter(Boolean)).toHaveLength(1);
    }
  });

  it.each([
    ["a bucket for 37", 37, { ratePerSecond: 1, burst: 37, quota: { limit: 1_000, period: "day" } }],
    ["a quota of 23", 23, { ratePerSecond: 1, burst: 1_000, quota: { limit: 23, period: "month" } }],
  ] as const)("counts exactly as many calls as there is room for: %s", async (name, most, policy) => {
    const answers = await atOnce((redis) => redisUsage(redis).count(`usage#${name}`, NOW_MS, policy));
    const counted = answers.filter(({ counted }) => counted).map(({ usage }) => usage.used);
    expect(counted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: most }, (_, i) => i + 1));
    const emptyAtMicros = (NOW_MS + most * 1_000) * 1_000;
    const refused = answers.filter(({ counted }) => !counted).map(({ usage }) => usage);
    expect(refused).toEqual(Array(REQUESTS - most).fill({ emptyAtMicros, used: most }));
  });

  it("starts exactly one cooldown, and tells the others to the millisecond when it ends", async () => {
    const policy = { baseMs: 60_001, escalatedMs: 60_001, threshold: 1, windowMs: 60_000 };
    const answers = await atOnce((redis, which) =>
      redisCooldowns(redis).start("race#phone", `token ${which}`, NOW_MS, policy),
    );
    expect(answers.filter(({ started }) => started)).toHaveLength(1);
    const ends = answers.flatMap((answer) => (answer.started ? [] : answer.retryAtMs));
    expect(ends).toEqual(Array(REQUESTS - 1).fill(NOW_MS + 60_001));
  });

  it("gives work to exactly one, and tells the others whose it is", async () => {
    const moments = { leaseUntilMs: NOW_MS + 30_000, expiresAtMs: NOW_MS + 600_000 };
    const claims = await atOnce((redis, which) => {
      const work = { key: "race#once", fingerprint: `${which}`, token: `token ${which}`, ...moments };
      return redisOnce(redis).claim(work, NOW_MS);
    });
    const winner = claims.findIndex(({ as }) => as === "claimed");
    const underWay = { as: "under-way", fingerprint: `${winner}`, leaseUntilMs: NOW_MS + 30_000 };
    expect(claims.toSpliced(winner, 1)).toEqual(Array(REQUESTS - 1).fill(underWay));
  });

  it("reserves exactly as much as the limit lets through", async () => {
    const entries = [
      { account: "total", microUsd: 39_001, limitMicroUsd: 1_000_000 },
      { account: "country66", microUsd: 39_001 },
    ];
    const reserved = await atOnce((redis) => redisSpend(redis).reserve("race", entries, EXPIRES));
    const sums = reserved.flatMap((spent) => spent?.total ?? []).toSorted((a, b) => a - b);
    expect(sums).toEqual(Array.from({ length: 25 }, (_, i) => (i + 1) * 39_001));
    for (const { redis } of connections)
      expect(await redisSpend(redis).read("race")).toEqual({ total: 975_025, country66: 975_025 });
  });

  it("lets exactly one of those change a key who have read the same record", async () => {
    const record = { id: "id", name: "n", plan: "demo", createdAtMs: 1 };
    const [first] = connections as [RedisConnection];
    await redisKeys(first.redis).put({ hash: "a1", record });
    const written = await atOnce((redis, disabledAtMs) =>
      redisKeys(redis).put({ hash: "a1", record: { ...record, disabledAtMs } }, record),
    );
    const disabledAtMs = written.indexOf(true);
    expect(written.filter(Boolean)).toHaveLength(1);
    for (const { redis } of connections)
      expect(await redisKeys(redis).find("a1")).toEqual({ ...record, disabledAtMs });
  });
});
