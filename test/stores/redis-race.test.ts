import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedisCommands } from "../../src/stores/redis.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { hasRedis, type RedisServer, startRedis } from "./support/redis.ts";
import { CLIENTS, type RedisConnection } from "./support/redis-clients.ts";

const CONNECTIONS_OF_EACH_CLIENT = 3;
const REQUESTS_OVER_EACH_CONNECTION = 25;
const REQUESTS = 225;

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

  const atOnce = (ask: (redis: RedisCommands) => Promise<boolean>) =>
    Promise.all(
      connections.flatMap(({ redis }) =>
        Array.from({ length: REQUESTS_OVER_EACH_CONNECTION }, () => ask(redis)),
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
});
