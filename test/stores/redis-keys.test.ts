import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redisAnswers } from "../../src/stores/redis-answers.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { type OwnRedis, REDIS } from "./support/redis-clients.ts";

const PAST = Date.UTC(2023, 11, 29) / 1_000;

describe.each(Object.entries(REDIS))("the keys in Redis, %s", (_, { runs, start }) => {
  describe.skipIf(!runs)("", () => {
    let own: OwnRedis;
    let prefixed: OwnRedis;
    beforeAll(async () => {
      [own, prefixed] = await Promise.all([start(), start({ timeoutMs: 30_000, keyPrefix: "app:" })]);
    });
    afterAll(() => Promise.all([own.close(), prefixed.close()]));
    beforeEach(() => Promise.all([own.server.ask("FLUSHALL"), prefixed.server.ask("FLUSHALL")]));

    const keys = (of = own) => of.server.ask("KEYS", "*");
    const expiresAt = (key: string) => own.server.ask("EXPIRETIME", key);

    it("of an answer: the expiry and the text, deleted at the expiry", async () => {
      await redisAnswers(own.redis).keep("answer#1", "text", EXPIRES);
      expect(await own.server.ask("GET", "postern:answer#1")).toBe(`${EXPIRES}:text`);
      expect(await expiresAt("postern:answer#1")).toBe(EXPIRES);
    });

    it("of a claim: the expiry, deleted after as many seconds as it lasts, whatever Redis's clock", async () => {
      const claims = redisClaims(own.redis);
      for (const now of [PAST, NOW]) {
        const key = `claim#${now}`;
        await claims.claim(key, now, now + 3_900);
        expect(await own.server.ask("GET", `postern:${key}`)).toBe(String(now + 3_900));
        const ttl = Number(await own.server.ask("TTL", `postern:${key}`));
        expect(ttl).toBeLessThanOrEqual(3_900);
        expect(ttl).toBeGreaterThan(3_800);
        await claims.release(key, now);
      }
      expect(await keys()).toEqual([]);
    });

    it("of a claim that was refused: as the first has left it", async () => {
      const claims = redisClaims(own.redis);
      await claims.claim("claim#1", NOW, EXPIRES);
      await claims.claim("claim#1", NOW, EXPIRES + 10_000);
      expect(await own.server.ask("GET", "postern:claim#1")).toBe(String(EXPIRES));
      expect(await own.server.ask("TTL", "postern:claim#1")).toBeLessThanOrEqual(EXPIRES - NOW);
    });

    it("of a count: the number, deleted at the expiry, also after one was taken back", async () => {
      const counters = redisCounters(own.redis);
      await counters.add("count#1", 5, EXPIRES);
      await counters.add("count#1", 5, EXPIRES);
      await counters.subtract("count#1");
      expect(await own.server.ask("GET", "postern:count#1")).toBe("1");
      expect(await expiresAt("postern:count#1")).toBe(EXPIRES);
    });

    it("nothing stays for ever: not what was taken back of nothing, nor what is over already", async () => {
      await redisCounters(own.redis).subtract("count#2");
      await redisCounters(own.redis).add("count#3", 5, PAST);
      await redisAnswers(own.redis).keep("answer#2", "text", PAST);
      expect(await keys()).toEqual([]);
    });

    it("begin with the prefix of the owner's choice", async () => {
      await redisAnswers(prefixed.redis).keep("answer#1", "text", EXPIRES);
      await redisClaims(prefixed.redis).claim("claim#1", NOW, EXPIRES);
      await redisCounters(prefixed.redis).add("count#1", 5, EXPIRES);
      expect(new Set((await keys(prefixed)) as string[])).toEqual(
        new Set(["app:answer#1", "app:claim#1", "app:count#1"]),
      );
    });

    it.each(["not ours", '{"text":"not ours"}', "17", ":text", "soon:text"])(
      "what somebody else has put there is no answer: %s",
      async (value) => {
        await own.server.ask("SET", "postern:answer#1", value);
        expect(await redisAnswers(own.redis).find("answer#1", NOW)).toBeUndefined();
      },
    );
  });
});
