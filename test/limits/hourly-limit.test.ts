import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { At, Verdict } from "../../src/gate/check.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { hourlyLimit, slotMemory } from "../../src/limits/hourly-limit.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { HOUR_MS } from "../support/clock.ts";

const at = (nowMs: number): At => ({ nowMs, elapsedMs: () => 0, signal: AbortSignal.abort() });

/** A store that writes down what it was asked. */
function watched(store: ClaimStore = memoryClaims()) {
  const claims: string[] = [];
  const slots: ClaimStore = {
    claim: (key, ...times) => {
      claims.push(key);
      return store.claim(key, ...times);
    },
    release: (...slot) => store.release(...slot),
  };
  return { slots, claims };
}

function instance(slots: ClaimStore, limitPerHour = 5, maxCallersRemembered?: number) {
  const check = hourlyLimit({
    name: "hourly-limit",
    slots,
    keyOf: ({ caller }: { readonly caller: string }) => `ip#${caller}`,
    memory: slotMemory(limitPerHour, maxCallersRemembered),
  });
  return async (nowMs = HOUR_MS, caller = "203.0.113.10") => check.run({ caller }, at(nowMs));
}

async function admitted(times: number, run: () => Promise<Verdict<void, "RATE_LIMITED">>): Promise<number> {
  let count = 0;
  for (let i = 0; i < times; i += 1) if ((await run()).ok) count += 1;
  return count;
}

async function undo(verdict: Verdict<void, "RATE_LIMITED">, why: "refused" | "not-sent") {
  if (!verdict.ok || !verdict.undo) throw new TypeError("there is no effect to take back");
  return verdict.undo(why);
}

describe("the hourly limit", () => {
  it("names its slots by caller, hour and number", async () => {
    const { slots, claims } = watched();
    const run = instance(slots);
    await admitted(6, run);
    expect(claims).toEqual([1, 2, 3, 4, 5].map((slot) => `ip#203.0.113.10#hour#473290#slot#${slot}`));
  });

  it("costs a warm instance one claim for each that passes and none for each refused", async () => {
    const { slots, claims } = watched();
    const run = instance(slots);
    expect(await admitted(50, run)).toBe(5);
    expect(claims).toHaveLength(5);
  });

  it("costs a cold instance one claim for each slot to learn that all are taken, and then none", async () => {
    const store = memoryClaims();
    await admitted(5, instance(store));
    const { slots, claims } = watched(store);
    const run = instance(slots);
    expect(await admitted(1, run)).toBe(0);
    expect(claims).toHaveLength(5);
    expect(await admitted(10, run)).toBe(0);
    expect(claims).toHaveLength(5);
  });

  it("counts each caller by itself", async () => {
    const run = instance(memoryClaims(), 1);
    const callers = ["203.0.113.10", "203.0.113.11", "2001:db8::/64"];
    for (const caller of callers) expect((await run(HOUR_MS, caller)).ok).toBe(true);
    for (const caller of callers) expect((await run(HOUR_MS, caller)).ok).toBe(false);
  });

  it("remembers a bounded number of callers and still counts exactly", async () => {
    const { slots, claims } = watched();
    const run = instance(slots, 1, 2);
    const callers = Array.from({ length: 50 }, (_, i) => `198.51.100.${i}`);
    for (const caller of callers) await run(HOUR_MS, caller);
    expect(claims).toHaveLength(50);
    expect((await run(HOUR_MS, callers[0])).ok).toBe(false);
    expect(claims, "a forgotten caller costs a write again").toHaveLength(51);
  });

  it.each([1, 5, 37])("lets exactly %i pass of 200 at once on four instances", async (limit) => {
    const store = memoryClaims();
    const instances = Array.from({ length: 4 }, () => instance(store, limit));
    const verdicts = await Promise.all(Array.from({ length: 200 }, (_, i) => instances[i % 4]?.()));
    expect(verdicts.filter((verdict) => verdict?.ok)).toHaveLength(limit);
  });

  it("lets exactly the limit pass, whatever the order of instances, clocks and undos", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(
          fc.record({
            instance: fc.nat(3),
            skewSeconds: fc.integer({ min: -5, max: 5 }),
            failsToSend: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
        async (limit, requests) => {
          const store = memoryClaims();
          const instances = Array.from({ length: 4 }, () => instance(store, limit));
          let used = 0;
          for (const request of requests) {
            const verdict = await instances[request.instance]?.(
              HOUR_MS + 60_000 + request.skewSeconds * 1_000,
            );
            if (!verdict?.ok) continue;
            if (request.failsToSend) await undo(verdict, "not-sent");
            else used += 1;
          }
          expect(used).toBeLessThanOrEqual(limit);
          const kept = requests.filter(({ failsToSend }) => !failsToSend).length;
          if (requests.every(({ failsToSend }) => !failsToSend)) expect(used).toBe(Math.min(limit, kept));
        },
      ),
    ));
});

describe("a slot of the hourly limit", () => {
  it("is given back when what it was for was not sent", async () => {
    const run = instance(memoryClaims(), 1);
    expect(await undo(await run(), "not-sent")).toBe("undone");
    expect(await admitted(3, run)).toBe(1);
  });

  it("stays used when a later check refuses: trying costs", async () => {
    const run = instance(memoryClaims(), 1);
    expect(await undo(await run(), "refused")).toBe("kept");
    expect(await admitted(3, run)).toBe(0);
  });

  it("is not given back when the store cannot be told, and the caller hears of it", async () => {
    const down = new Unavailable("dynamodb", new Error("down"));
    const run = instance({ ...memoryClaims(), release: () => Promise.reject(down) }, 1);
    await expect(undo(await run(), "not-sent")).rejects.toBe(down);
    expect(await admitted(3, run)).toBe(0);
  });

  it("once given back can be had by another instance whose clock is 5 seconds behind", async () => {
    const store = memoryClaims();
    const [one, other] = [instance(store, 1), instance(store, 1)];
    await undo(await one(HOUR_MS + 100_000), "not-sent");
    expect((await other(HOUR_MS + 95_000)).ok).toBe(true);
    expect((await one(HOUR_MS + 100_000)).ok).toBe(false);
  });

  it("is not remembered as tried when the store could not be asked", async () => {
    const store = memoryClaims();
    let down = true;
    const run = instance(
      {
        ...store,
        claim: (...slot) =>
          down ? Promise.reject(new Unavailable("dynamodb", "down")) : store.claim(...slot),
      },
      2,
    );
    for (let i = 0; i < 5; i += 1) await expect(run()).rejects.toBeInstanceOf(Unavailable);
    down = false;
    expect(await admitted(5, run)).toBe(2);
  });
});

describe("the hour", () => {
  it.each([
    ["at its start", 0, 3_600],
    ["a millisecond in", 1, 3_600],
    ["in the middle", 1_800_000, 1_800],
    ["1,742 seconds before its end", 1_858_000, 1_742],
    ["a second before its end", 3_599_000, 1],
    ["a millisecond before its end", 3_599_999, 1],
  ])("tells when to come back, %s", async (_, msIntoHour, seconds) => {
    const run = instance(memoryClaims(), 1);
    await run(HOUR_MS + msIntoHour);
    expect(await run(HOUR_MS + msIntoHour)).toEqual({
      ok: false,
      reason: "RATE_LIMITED",
      retryAfterSeconds: seconds,
    });
  });

  it("ends: N at its end and N at the start of the next, each hour by itself", async () => {
    const run = instance(memoryClaims());
    const end = HOUR_MS + 3_599_999;
    expect(await admitted(10, () => run(end))).toBe(5);
    expect(await admitted(10, () => run(end + 1))).toBe(5);
  });

  it("does not open again when the clock goes backwards", async () => {
    const store = memoryClaims();
    const run = instance(store);
    expect(await admitted(10, () => run(HOUR_MS + 3_599_000))).toBe(5);
    expect(await admitted(10, () => run(HOUR_MS + 3_600_000))).toBe(5);
    for (const seconds of [3_599, 1_800, 0]) {
      expect(await admitted(10, () => run(HOUR_MS + seconds * 1_000))).toBe(0);
      expect(await admitted(10, () => instance(store)(HOUR_MS + seconds * 1_000))).toBe(0);
    }
  });

  it("allows no more than N for each hour to instances 5 seconds apart at its boundary", async () => {
    const store = memoryClaims();
    const boundary = HOUR_MS + 3_600_000;
    const instances = [-5, 0, 5].map((skew) => [instance(store), boundary + skew * 1_000] as const);
    let count = 0;
    for (let i = 0; i < 10; i += 1) {
      for (const [run, nowMs] of instances) if ((await run(nowMs)).ok) count += 1;
    }
    expect(count, "five of the hour before, five of the hour after").toBe(10);
  });
});
