import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashOfKey, isWellFormedKey } from "../../src/access/key.ts";
import { type Issued, keyManagement, type Refused } from "../../src/access/key-management.ts";
import { isUsable } from "../../src/access/plans.ts";
import { usageKeyOf } from "../../src/access/usage-plan.ts";
import type { KeyRegistry, StoredKey } from "../../src/stores/key-store.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { testClock } from "../support/clock.ts";
import { DEMO } from "./support/partners.ts";

const DAY_MS = 86_400_000;

function desk(registry: KeyRegistry = memoryKeys()) {
  const clock = testClock();
  const usage = memoryUsage();
  const manage = keyManagement({ keys: registry, usage, plans: DEMO, nowMs: clock.nowMs, randomBytes });
  /** Whether a key would be let in now. */
  const works = async (key: string) => {
    const record = await registry.find(hashOfKey(key));
    return record !== undefined && isUsable(record, clock.nowMs());
  };
  return { clock, usage, manage, registry, works };
}

function issued(answer: Issued | Refused<string>): Issued {
  if (!answer.ok) throw new TypeError(answer.reason);
  return answer;
}

describe("create", () => {
  it("makes a key that works, for ever unless told otherwise, and keeps its hash only", async () => {
    const { manage, registry, works, clock } = desk();
    const { key, client } = issued(await manage.create({ name: "partner", plan: "demo" }));
    expect(isWellFormedKey(key)).toBe(true);
    expect(client).toMatchObject({ name: "partner", plan: "demo", policy: DEMO.demo, used: 0 });
    expect(client.keys).toEqual([
      { state: "active", createdAtMs: clock.nowMs(), expiresAtMs: undefined, disabledAtMs: undefined },
    ]);
    clock.advanceSeconds(1e9);
    expect(await works(key)).toBe(true);
    expect(JSON.stringify(await registry.list())).not.toContain(key.slice(4, 36));
  });

  it("ends it to the millisecond", async () => {
    const { manage, works, clock } = desk();
    const { key } = issued(await manage.create({ name: "partner", plan: "demo", expiresInMs: 90 * DAY_MS }));
    clock.advanceSeconds(90 * 86_400 - 0.001);
    expect(await works(key)).toBe(true);
    clock.advanceSeconds(0.001);
    expect(await works(key)).toBe(false);
    expect((await manage.list())[0]?.keys[0]?.state).toBe("expired");
  });

  it("gives a client limits of its own, the rest from its plan", async () => {
    const { manage } = desk();
    const { client } = issued(
      await manage.create({ name: "a", plan: "demo", override: { ratePerSecond: 5 } }),
    );
    expect(client.policy).toEqual({ ...DEMO.demo, ratePerSecond: 5 });
  });

  it.each(["nope", "toString", "__proto__"])("knows no plan %s", async (plan) => {
    const { manage } = desk();
    expect(await manage.create({ name: "a", plan })).toEqual({ ok: false, reason: "UNKNOWN_PLAN" });
    expect(await manage.list()).toEqual([]);
  });
});

describe("rotate", () => {
  it("lets both keys work through the grace, under one id and one usage", async () => {
    const { manage, works, clock, usage } = desk();
    const first = issued(await manage.create({ name: "partner", plan: "demo" }));
    const { id } = first.client;
    await usage.count(usageKeyOf(id), clock.nowMs(), DEMO.demo as never);
    clock.advanceSeconds(60);
    const second = issued(await manage.rotate(id, { graceMs: DAY_MS }));
    expect(second.client).toMatchObject({ id, used: 1, lastUsedDay: "2023-12-29" });
    expect([await works(first.key), await works(second.key)]).toEqual([true, true]);
    clock.advanceSeconds(86_400 - 0.001);
    expect(await works(first.key)).toBe(true);
    clock.advanceSeconds(0.001);
    expect([await works(first.key), await works(second.key)]).toEqual([false, true]);
    expect((await manage.show(id))?.keys.map(({ state }) => state)).toEqual(["active", "expired"]);
  });

  it("ends the old key at once without grace, and never prolongs it", async () => {
    const { manage, works, clock } = desk();
    const one = issued(await manage.create({ name: "a", plan: "demo" }));
    await manage.rotate(one.client.id, { graceMs: 0 });
    expect(await works(one.key)).toBe(false);

    const other = issued(await manage.create({ name: "b", plan: "demo", expiresInMs: 1_000 }));
    await manage.rotate(other.client.id, { graceMs: DAY_MS });
    clock.advanceSeconds(1);
    expect(await works(other.key)).toBe(false);
  });

  it("gives the new key what the old one had: its end and its limits; or a new end", async () => {
    const { manage, clock } = desk();
    const override = { burst: 7 };
    const { client } = issued(
      await manage.create({ name: "a", plan: "demo", override, expiresInMs: 10 * DAY_MS }),
    );
    const endMs = clock.nowMs() + 10 * DAY_MS;
    clock.advanceSeconds(86_400);
    const rotated = issued(await manage.rotate(client.id, { graceMs: 0 }));
    expect(rotated.client.keys[0]?.expiresAtMs).toBe(endMs);
    expect(rotated.client.policy?.burst).toBe(7);
    const renewed = issued(await manage.rotate(client.id, { graceMs: 0, expiresInMs: 30 * DAY_MS }));
    expect(renewed.client.keys[0]?.expiresAtMs).toBe(clock.nowMs() + 30 * DAY_MS);
  });

  it("refuses what is unknown, disabled, or expired without a new end", async () => {
    const { manage, clock, works } = desk();
    expect(await manage.rotate("nobody", { graceMs: 0 })).toEqual({ ok: false, reason: "UNKNOWN_CLIENT" });
    const one = issued(await manage.create({ name: "a", plan: "demo" }));
    await manage.disable(one.client.id);
    expect(await manage.rotate(one.client.id, { graceMs: 0 })).toEqual({ ok: false, reason: "DISABLED" });
    const other = issued(await manage.create({ name: "b", plan: "demo", expiresInMs: 1 }));
    clock.advanceSeconds(1);
    expect(await manage.rotate(other.client.id, { graceMs: 0 })).toEqual({ ok: false, reason: "EXPIRED" });
    const renewed = issued(await manage.rotate(other.client.id, { graceMs: 0, expiresInMs: DAY_MS }));
    expect([await works(other.key), await works(renewed.key)]).toEqual([false, true]);
  });

  it("of two rotations at once one wins, and its key lasts and can be rotated again", async () => {
    const registry = memoryKeys();
    const { manage } = desk(registry);
    const { client } = issued(await manage.create({ name: "a", plan: "demo" }));
    issued(await manage.rotate(client.id, { graceMs: DAY_MS }));
    let winner: Promise<unknown> | undefined;
    // The other rotation happens between this one's look and its writing.
    const slow: KeyRegistry = {
      ...registry,
      list: async () => {
        const before = await registry.list();
        winner ??= desk(registry).manage.rotate(client.id, { graceMs: DAY_MS });
        await winner;
        return before;
      },
    };
    const later = desk(slow);
    later.clock.advanceSeconds(5);
    const lost = await later.manage.rotate(client.id, { graceMs: 0 });
    expect(lost).toEqual({ ok: false, reason: "CHANGED_MEANWHILE" });
    const { key } = issued((await winner) as never);
    const working = (await registry.list()).filter(({ record }) => record.disabledAtMs === undefined);
    expect(working.filter(({ record }) => record.expiresAtMs === undefined)).toHaveLength(1);
    expect(key).toEqual(expect.any(String));
    issued(await manage.rotate(client.id, { graceMs: DAY_MS }));
  });

  it("takes back what it had changed when it finds that somebody else was there", async () => {
    const registry = memoryKeys();
    const { manage } = desk(registry);
    const { client } = issued(await manage.create({ name: "a", plan: "demo" }));
    issued(await manage.rotate(client.id, { graceMs: DAY_MS }));
    const before = await registry.list();
    const touched = before[0] as StoredKey;
    const meanwhile: KeyRegistry = {
      ...registry,
      list: async () => {
        await registry.put({ hash: touched.hash, record: { ...touched.record, name: "b" } });
        return before;
      },
    };
    expect(await desk(meanwhile).manage.rotate(client.id, { graceMs: 0 })).toMatchObject({ ok: false });
    const others = (await registry.list()).filter(({ record }) => record.disabledAtMs === undefined);
    expect(others.slice(1)).toEqual(before.slice(1));
  });

  it("does not bring back a key that is disabled at the same time, and tells no new one", async () => {
    const registry = memoryKeys();
    const meanwhile: KeyRegistry = {
      ...registry,
      list: async () => {
        const before = await registry.list();
        for (const { hash, record } of before)
          await registry.put({ hash, record: { ...record, disabledAtMs: 1 } });
        return before;
      },
    };
    const { key, client } = issued(await desk(registry).manage.create({ name: "a", plan: "demo" }));
    const answer = await desk(meanwhile).manage.rotate(client.id, { graceMs: DAY_MS });
    expect(answer).toEqual({ ok: false, reason: "CHANGED_MEANWHILE" });
    expect(await desk(registry).works(key)).toBe(false);
  });
});

describe("disable", () => {
  it("ends every key of the client and of nobody else, and may be said twice", async () => {
    const { manage, works, clock } = desk();
    const [one, other] = [
      issued(await manage.create({ name: "a", plan: "demo" })),
      issued(await manage.create({ name: "b", plan: "demo" })),
    ];
    const rotated = issued(await manage.rotate(one.client.id, { graceMs: DAY_MS }));
    const sinceMs = clock.nowMs();
    expect(await manage.disable(one.client.id)).toMatchObject({ ok: true });
    clock.advanceSeconds(5);
    const again = await manage.disable(one.client.id);
    expect(again).toMatchObject({
      ok: true,
      client: { keys: [{ disabledAtMs: sinceMs }, { disabledAtMs: sinceMs }] },
    });
    expect([await works(one.key), await works(rotated.key), await works(other.key)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await manage.disable("nobody")).toEqual({ ok: false, reason: "UNKNOWN_CLIENT" });
  });
});

it("lists clients in the order in which they came, and says where a plan is gone", async () => {
  const registry = memoryKeys();
  const { manage, clock } = desk(registry);
  for (const name of ["a", "b", "c"]) {
    issued(await manage.create({ name, plan: "demo" }));
    clock.advanceSeconds(1);
  }
  expect((await manage.list()).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  const elsewhere = keyManagement({
    keys: registry,
    usage: memoryUsage(),
    plans: {},
    nowMs: clock.nowMs,
    randomBytes,
  });
  expect((await elsewhere.list()).map(({ policy }) => policy)).toEqual([undefined, undefined, undefined]);
});
