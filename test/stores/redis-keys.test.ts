import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CooldownPolicy } from "../../src/limits/cooldown-policy.ts";
import type { UsagePolicy } from "../../src/limits/usage-policy.ts";
import { redisAnswers } from "../../src/stores/redis-answers.ts";
import { redisClaims } from "../../src/stores/redis-claims.ts";
import { redisControls } from "../../src/stores/redis-controls.ts";
import { redisCooldowns } from "../../src/stores/redis-cooldowns.ts";
import { redisCounters } from "../../src/stores/redis-counters.ts";
import { redisKeys } from "../../src/stores/redis-keys.ts";
import { redisOnce } from "../../src/stores/redis-once.ts";
import { redisSpend } from "../../src/stores/redis-spend.ts";
import { redisUsage } from "../../src/stores/redis-usage.ts";
import { HOUR_MS } from "../support/clock.ts";
import { EXPIRES, NOW } from "./support/answer-contract.ts";
import { type OwnRedis, REDIS } from "./support/redis-clients.ts";

const PAST = Date.UTC(2023, 11, 29) / 1_000;
const COOLDOWN: CooldownPolicy = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };
const DEMO: UsagePolicy = { ratePerSecond: 1, burst: 1, quota: { limit: 3, period: "day" } };
const NOON_MS = Date.UTC(2026, 10, 22, 12);
const MIDNIGHT_MS = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;
/** Longer than its meaning, because clocks of callers differ. */
const MARGIN_MS = 60_000;

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

    const hashAt = async (key: string) => {
      const fields = (await own.server.ask("HGETALL", key)) as string[] | Record<string, string>;
      return Array.isArray(fields)
        ? Object.fromEntries(fields.flatMap((name, i) => (i % 2 ? [] : [[name, fields[i + 1]]])))
        : { ...fields };
    };
    /** Redis has counted down a little by now. */
    const expectKeptFor = async (key: string, ms: number) => {
      const leftMs = Number(await own.server.ask("PTTL", key));
      expect(leftMs).toBeLessThanOrEqual(ms);
      expect(leftMs).toBeGreaterThan(ms - 30_000);
    };

    it("of an API key: one field of one hash, found and listed as it was put, for as long as the owner wants", async () => {
      const keys = redisKeys(own.redis);
      const record = { id: "7f3k9q2mxd", name: 'Päss "{}" partner', plan: "demo", createdAtMs: 1 };
      for (const hash of ["a1", "12"]) await keys.put({ hash, record });
      expect(await hashAt("postern:keys")).toEqual({
        a1: `a1:${JSON.stringify(record)}`,
        12: `12:${JSON.stringify(record)}`,
      });
      expect(await keys.find("12")).toEqual(record);
      expect((await keys.list()).toSorted((a, b) => a.hash.localeCompare(b.hash))).toEqual([
        { hash: "12", record },
        { hash: "a1", record },
      ]);
      expect(await keys.put({ hash: "12", record: { ...record, plan: "other" } }, record)).toBe(true);
      expect(await keys.put({ hash: "12", record }, record)).toBe(false);
      expect(await own.server.ask("TTL", "postern:keys")).toBe(-1);
      await own.server.ask("HSET", "postern:keys", "b2", "not ours");
      expect(await keys.find("b2")).toBeUndefined();
      expect(await keys.list()).toHaveLength(2);
    });

    it("of usage: its bucket, its day and the counts that are still needed, kept for 400 days", async () => {
      const usage = redisUsage(own.redis);
      const policy: UsagePolicy = { ...DEMO, burst: 100 };
      expect(await usage.read("usage#1", NOON_MS, policy)).toBeUndefined();
      await usage.count("usage#1", NOON_MS, policy);
      const emptyAtMicros = (NOON_MS + 1_000) * 1_000;
      const counted = { tat: String(emptyAtMicros), day: "2026-11-22", "u2026-11-22": "1" };
      expect(await hashAt("postern:usage#1")).toEqual(counted);
      await expectKeptFor("postern:usage#1", 400 * DAY_MS + MARGIN_MS);
      const lastUsedDay = "2026-11-22";
      expect(await usage.read("usage#1", NOON_MS, policy)).toEqual({ emptyAtMicros, used: 1, lastUsedDay });
      for (const afterMidnightMs of [0, 59_999]) {
        await usage.count("usage#1", MIDNIGHT_MS + afterMidnightMs, policy);
        expect(await hashAt("postern:usage#1")).toMatchObject({ "u2026-11-22": "1" });
      }
      const late = await usage.count("usage#1", MIDNIGHT_MS - 1, policy);
      expect(late, "one whose clock is late").toMatchObject({ counted: true, usage: { used: 2 } });
      await usage.count("usage#1", MIDNIGHT_MS + 60_000, policy);
      expect(Object.keys(await hashAt("postern:usage#1")).toSorted()).toEqual(["day", "tat", "u2026-11-23"]);
      await usage.count("usage#1", MIDNIGHT_MS + 2 * DAY_MS, { ratePerSecond: 1, burst: 1 });
      expect(Object.keys(await hashAt("postern:usage#1")).toSorted()).toEqual(["day", "tat"]);
    });

    it("of usage: kept until a bucket is empty that takes longer than that", async () => {
      const slow: UsagePolicy = { ratePerSecond: 0.000_001, burst: 100 };
      await redisUsage(own.redis).count("usage#2", NOON_MS, slow);
      await expectKeptFor("postern:usage#2", 100 * 1_000_000_000 + MARGIN_MS);
    });

    it("of a cooldown: the sends, kept for as long as they mean anything, also after an undo", async () => {
      const cooldowns = redisCooldowns(own.redis);
      const [now, later] = [HOUR_MS, HOUR_MS + 60_000];
      await cooldowns.start("phone#1", "one", now, COOLDOWN);
      const first = `${now},${now + 600_000}`;
      expect(await hashAt("postern:phone#1")).toEqual({ sends: first, token: "one" });
      const refused = await cooldowns.start("phone#1", "other", now + 1, COOLDOWN);
      expect(refused).toEqual({ started: false, retryAtMs: later });
      const second = await cooldowns.start("phone#1", "two", later, COOLDOWN);
      expect(await hashAt("postern:phone#1")).toEqual({
        sends: `${later},${later + 600_000},${now + 600_000}`,
        token: "two",
      });
      await expectKeptFor("postern:phone#1", 600_000 + MARGIN_MS);
      if (second.started) await second.undo(later + 3_600_000);
      expect(await hashAt("postern:phone#1")).toEqual({ sends: first, notBefore: String(later + 3_600_000) });
      await expectKeptFor("postern:phone#1", 3_600_000 + MARGIN_MS);
    });

    it("of work: who does it, then that it is done, each for as long as it is told", async () => {
      const once = redisOnce(own.redis);
      const moments = { leaseUntilMs: HOUR_MS + 30_000, expiresAtMs: HOUR_MS + 600_000 };
      const work = { key: "once#1", fingerprint: "12:34", token: "a token", ...moments };
      await once.claim(work, HOUR_MS);
      expect(await hashAt("postern:once#1")).toEqual({
        ...{ state: "under-way", fingerprint: "12:34", token: "a token" },
        freeAtMs: String(HOUR_MS + 30_000),
      });
      await expectKeptFor("postern:once#1", 30_000 + MARGIN_MS);
      const underWay = { as: "under-way", fingerprint: "12:34", leaseUntilMs: HOUR_MS + 30_000 };
      expect(await once.claim({ ...work, token: "other" }, HOUR_MS)).toEqual(underWay);
      await once.finish(work, HOUR_MS);
      const done = { state: "done", fingerprint: "12:34", freeAtMs: String(HOUR_MS + 600_000) };
      expect(await hashAt("postern:once#1")).toEqual(done);
      await expectKeptFor("postern:once#1", 600_000 + MARGIN_MS);
      expect(await once.claim(work, HOUR_MS)).toEqual({ as: "done", fingerprint: "12:34" });
      const other = { ...work, key: "once#2" };
      await once.claim(other, HOUR_MS);
      await once.release(other, HOUR_MS);
      expect(await keys()).toEqual(["postern:once#1"]);
    });

    it("of a day's money: an exact number for each account, deleted at the expiry, also after some was given back", async () => {
      const spend = redisSpend(own.redis);
      const total = { account: "total", microUsd: Number.MAX_SAFE_INTEGER - 1 };
      const odd = ["1e3", "null", "7"].map((account) => ({ account, microUsd: 2 }));
      await spend.reserve("2026-11-22", [total, ...odd], EXPIRES);
      const held = { total: Number.MAX_SAFE_INTEGER, "1e3": 2, null: 2, 7: 2 };
      expect(await spend.reserve("2026-11-22", [{ account: "total", microUsd: 1 }], EXPIRES)).toEqual({
        total: Number.MAX_SAFE_INTEGER,
      });
      expect(await spend.read("2026-11-22")).toEqual(held);
      await spend.giveBack("2026-11-22", [{ account: "total", microUsd: 1 }]);
      await spend.giveBack("2026-11-22", [{ account: "7", microUsd: 0 }]);
      const { MAX_SAFE_INTEGER } = Number;
      expect(await hashAt("postern:spend#2026-11-22")).toEqual({
        ...{ total: String(MAX_SAFE_INTEGER - 1), "1e3": "2", null: "2", 7: "2" },
      });
      expect(await expiresAt("postern:spend#2026-11-22")).toBe(EXPIRES);
      const over = [{ account: "total", microUsd: 2, limitMicroUsd: MAX_SAFE_INTEGER }];
      expect(await spend.reserve("2026-11-22", over, EXPIRES + 1)).toBeUndefined();
      expect(await expiresAt("postern:spend#2026-11-22")).toBe(EXPIRES);
    });

    it("of the owner's switches: one hash, for as long as the owner wants", async () => {
      const controls = redisControls(own.redis);
      await controls.setPaused(HOUR_MS);
      for (const sender of ["a@example.com", "12"]) await controls.block(sender);
      const fields = { paused: String(HOUR_MS), "blocked a@example.com": "1", "blocked 12": "1" };
      expect(await hashAt("postern:controls")).toEqual(fields);
      const blockedSenders = new Set(["a@example.com", "12"]);
      expect(await controls.read()).toEqual({ pausedSinceMs: HOUR_MS, blockedSenders });
      expect(await own.server.ask("TTL", "postern:controls")).toBe(-1);
    });

    it("nothing stays for ever: not what was taken back of nothing, nor what is over already", async () => {
      await redisCounters(own.redis).subtract("count#2");
      await redisCounters(own.redis).add("count#3", 5, PAST);
      await redisSpend(own.redis).giveBack("2026-11-21", [{ account: "total", microUsd: 1 }]);
      await redisSpend(own.redis).reserve("2023-12-29", [{ account: "total", microUsd: 1 }], PAST);
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
