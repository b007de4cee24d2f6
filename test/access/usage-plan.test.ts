import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashOfKey, makeKey } from "../../src/access/key.ts";
import { usagePlan } from "../../src/access/usage-plan.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { KeyRecord, KeyStore } from "../../src/stores/key-store.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import type { UsageStore } from "../../src/stores/usage-store.ts";
import { testClock } from "../support/clock.ts";
import { DEMO } from "./support/partners.ts";

const RECORD: KeyRecord = { id: "7f3k9q2mxd", name: "partner", plan: "demo", createdAtMs: 0 };

/** A warm instance of the check alone, with one known key, and what it asks of its stores. */
function warm(more: { readonly usage?: UsageStore; readonly keyMemoryMs?: number } = {}) {
  const clock = testClock();
  const registry = memoryKeys();
  const usage = more.usage ?? memoryUsage();
  const asked = { find: 0, count: 0 };
  const keys: KeyStore = {
    find: (hash) => {
      asked.find += 1;
      return registry.find(hash);
    },
  };
  const counted: UsageStore = {
    count: (...call) => {
      asked.count += 1;
      return usage.count(...call);
    },
  };
  const check = usagePlan({
    store: { keys, usage: counted },
    plans: DEMO,
    ...(more.keyMemoryMs !== undefined && { keyMemoryMs: more.keyMemoryMs }),
  });
  const apiKey = makeKey(randomBytes);
  const put = (record: KeyRecord) => registry.put({ hash: hashOfKey(apiKey), record });
  const signal = new AbortController().signal;
  const call = async (key: string | undefined = apiKey) =>
    check.run({ apiKey: key }, { nowMs: clock.nowMs(), elapsedMs: () => 0, signal });
  return { clock, asked, put, call, registry };
}

const broken: UsageStore = {
  count: async () => {
    throw new Unavailable("dynamodb", new Error("down"));
  },
};

describe("usagePlan", () => {
  it("tells whose call it is and what is left", async () => {
    const { put, call } = warm();
    await put(RECORD);
    expect(await call()).toEqual({
      ok: true,
      adds: {
        client: { id: "7f3k9q2mxd", plan: "demo", quota: { limit: 10, remaining: 9, resetSeconds: 50_400 } },
      },
      notes: { client: "7f3k9q2mxd", plan: "demo" },
    });
  });

  it("gives a client what it has instead of its plan's", async () => {
    const { put, call } = warm();
    await put({ ...RECORD, override: { burst: 2, quota: { limit: 2, period: "day" } } });
    expect(await call()).toMatchObject({ ok: true, adds: { client: { quota: { limit: 2, remaining: 1 } } } });
    expect(await call()).toMatchObject({ ok: true });
    expect(await call()).toMatchObject({ ok: false, reason: "LIMIT_EXCEEDED" });
  });

  it("asks for a key once a minute, known or not", async () => {
    for (const record of [RECORD, undefined]) {
      const { clock, asked, put, call } = warm();
      if (record) await put(record);
      for (let i = 0; i < 5; i += 1) await call();
      clock.advanceSeconds(59.999);
      await call();
      expect(asked.find).toBe(1);
      clock.advanceSeconds(0.001);
      await call();
      expect(asked.find).toBe(2);
    }
  });

  it("notices within that minute that a key was disabled, and at once that it has expired", async () => {
    const { clock, put, call } = warm();
    await put({ ...RECORD, expiresAtMs: clock.nowMs() + 120_000 });
    expect((await call()).ok).toBe(true);
    await put({ ...RECORD, disabledAtMs: clock.nowMs() });
    clock.advanceSeconds(60);
    expect(await call()).toMatchObject({ ok: false, reason: "FORBIDDEN" });

    const other = warm();
    await other.put({ ...RECORD, expiresAtMs: other.clock.nowMs() + 2_000 });
    expect((await other.call()).ok).toBe(true);
    other.clock.advanceSeconds(1.999);
    expect((await other.call()).ok).toBe(true);
    other.clock.advanceSeconds(0.001);
    expect(await other.call()).toMatchObject({ ok: false, reason: "FORBIDDEN" });
  });

  it("remembers what it found for as long as it is told", async () => {
    const { clock, asked, put, call } = warm({ keyMemoryMs: 0 });
    await put(RECORD);
    await call();
    clock.advanceSeconds(1);
    await call();
    expect(asked.find).toBe(2);
  });

  it("keeps bounded memory of made-up keys, and they do not push a known one out", async () => {
    const { asked, put, call } = warm();
    await put(RECORD);
    await call();
    const first = makeKey(randomBytes);
    await call(first);
    for (let i = 0; i < 20_001; i += 1) await call(makeKey(randomBytes));
    const before = asked.find;
    await call();
    expect(asked.find, "the known one is remembered").toBe(before);
    await call(first);
    expect(asked.find, "the first made-up one is not").toBe(before + 1);
  });

  it("asks nobody for what cannot be a key", async () => {
    const { asked, call } = warm();
    for (const key of [undefined, "", "x", makeKey(randomBytes).slice(0, -1)]) {
      expect(await call(key ?? "")).toEqual({ ok: false, reason: "FORBIDDEN" });
    }
    expect(asked).toEqual({ find: 0, count: 0 });
  });

  it("counts by itself where the usage cannot be counted, exactly for this instance, and says so", async () => {
    const { clock, put, call } = warm({ usage: broken });
    await put(RECORD);
    for (let i = 0; i < 9; i += 1) {
      expect(await call()).toMatchObject({ ok: true, degraded: expect.stringContaining("by itself") });
      expect(await call()).toMatchObject({
        ok: false,
        reason: "TOO_MANY_REQUESTS",
        degraded: expect.any(String),
      });
      clock.advanceSeconds(1);
    }
    expect(await call()).toMatchObject({ ok: true });
    expect(await call()).toMatchObject({ ok: false, reason: "LIMIT_EXCEEDED" });
  });

  it("counts calls that come at once by itself, too, while the usage cannot be counted", async () => {
    const { put, call } = warm({ usage: broken });
    await put(RECORD);
    const answers = await Promise.all(Array.from({ length: 50 }, () => call()));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("lets nobody in whose key cannot be looked up", async () => {
    const down: KeyStore = {
      find: async () => {
        throw new Unavailable("dynamodb", new Error("down"));
      },
    };
    const check = usagePlan({ store: { keys: down, usage: memoryUsage() }, plans: DEMO });
    const at = { nowMs: 0, elapsedMs: () => 0, signal: new AbortController().signal };
    await expect(check.run({ apiKey: makeKey(randomBytes) }, at)).rejects.toBeInstanceOf(Unavailable);
  });

  it("does not take a bug for an outage", async () => {
    const { put, call } = warm({
      usage: {
        count: async () => {
          throw new TypeError("a bug");
        },
      },
    });
    await put(RECORD);
    await expect(call()).rejects.toThrow(TypeError);
  });

  it("names client and plan to the log, never the key", async () => {
    const { put, call } = warm();
    await put(RECORD);
    await call();
    const refused = await call();
    expect(refused).toMatchObject({ notes: { client: "7f3k9q2mxd", plan: "demo" } });
    expect(JSON.stringify(refused)).not.toContain("pst_");
  });
});
