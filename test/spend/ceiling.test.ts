import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gate } from "../../src/gate/gate.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { ceiling } from "../../src/spend/ceiling.ts";
import { SPEND_WARNING } from "../../src/spend/warning.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { memorySpend } from "../../src/stores/memory-spend.ts";
import type { SpendStore } from "../../src/stores/spend-store.ts";
import { at, type Costly, contract, LIMIT, NOON_MS, opened, total } from "./support/opened.ts";

const inMemory = () => ({ store: memorySpend(), claims: memoryClaims() });

describe("in memory", () => contract(() => ({ ...inMemory(), nowMs: NOON_MS })));

describe("the day", () => {
  it("is that of UTC, and a refusal says how long it lasts", async () => {
    const { send } = opened(inMemory());
    const lastMs = Date.UTC(2026, 10, 22, 23, 59, 59, 500);
    await send(LIMIT, lastMs);
    expect(await send(1, lastMs)).toMatchObject({
      reason: "SPEND_LIMIT",
      refusedBy: "spend",
      retryAfterSeconds: 1,
      notes: { microUsd: 1 },
    });
    expect((await send(1, lastMs + 500)).ok).toBe(true);
  });
});

describe("what was reserved", () => {
  it("is given back when surely nothing was sent, on all accounts", async () => {
    const { store, claims } = inMemory();
    const decision = await opened({ store, claims }).fail(400_000, false);
    expect(decision.trail).toMatchObject([{ check: "spend", undone: "not-sent" }]);
    expect(await store.read("2026-11-22")).toEqual({ total: 0, country66: 0 });
  });

  it("is given back when a later check refuses", async () => {
    const { store, claims } = inMemory();
    const money = ceiling<Costly>({
      ...{ store, claims },
      chargeOf: ({ microUsd }) => [{ account: "total", microUsd, limitMicroUsd: LIMIT }],
    });
    const decision = await gate<Costly>("test")
      .check(money.check)
      .check({ name: "no", run: () => ({ ok: false, reason: "NO" }) })
      .decide({ microUsd: 400_000 }, at(NOON_MS));
    expect(decision.trail[0]).toMatchObject({ check: "spend", undone: "refused" });
    expect(await total(store)).toBe(0);
  });

  it("stays when nobody knows whether it was sent", async () => {
    const { store, claims } = inMemory();
    await opened({ store, claims }).fail(400_000, "unknown");
    expect(await total(store)).toBe(400_000);
  });

  it("is never above the limit and never below what was sent, whatever happens", async () => {
    const acts = fc.array(
      fc.record({
        microUsd: fc.integer({ min: 0, max: LIMIT }),
        sent: fc.constantFrom<(true | false | "unknown")[]>(true, false, "unknown"),
      }),
    );
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const { store, claims } = inMemory();
        const { send, fail } = opened({ store, claims });
        let spent = 0;
        for (const { microUsd, sent } of history) {
          const decision = sent === true ? await send(microUsd) : await fail(microUsd, sent);
          expect(decision.ok).toBe(spent + microUsd <= LIMIT);
          if (decision.ok && sent !== false) spent += microUsd;
          expect(await total(store)).toBe(spent);
        }
        expect(spent).toBeLessThanOrEqual(LIMIT);
      }),
    );
  });
});

describe("a second provider after an unknown outcome", () => {
  it("is paid for like the first, on the same day", async () => {
    const { store, claims } = inMemory();
    const { again, send } = opened({ store, claims });
    await send(300_000);
    expect(await again({ microUsd: 300_000 }, { nowMs: NOON_MS })).toMatchObject({
      reserved: true,
      counts: [],
    });
    expect(await total(store)).toBe(600_000);
  });

  it("gets its own back when it surely did not send, and no more", async () => {
    const { store, claims } = inMemory();
    const { again, send } = opened({ store, claims });
    await send(300_000);
    const second = await again({ microUsd: 300_000 }, { nowMs: NOON_MS });
    if (second.reserved) await second.giveBack();
    expect(await total(store)).toBe(300_000);
  });

  it("is not tried when there is no money left for it, and nothing is reserved", async () => {
    const { store, claims } = inMemory();
    const { again, send } = opened({ store, claims });
    await send(600_000);
    expect(await again({ microUsd: 600_000 }, { nowMs: NOON_MS })).toEqual({
      reserved: false,
      reason: "SPEND_LIMIT",
    });
    expect(await total(store)).toBe(600_000);
  });

  it("is not tried when nobody can tell", async () => {
    const { again } = opened({ store: outOfReach, claims: memoryClaims() });
    expect(await again({ microUsd: 1 }, { nowMs: NOON_MS })).toMatchObject({
      reserved: false,
      reason: "SPEND_UNKNOWN",
      error: expect.any(Unavailable),
    });
  });

  it("a mistake of ours is no outage: it is thrown", async () => {
    const { again } = opened(inMemory());
    await expect(again({ microUsd: 0.5 }, { nowMs: NOON_MS })).rejects.toBeInstanceOf(TypeError);
  });

  it("may bring the warning", async () => {
    const { again, send } = opened(inMemory());
    await send(500_000);
    expect(await again({ microUsd: 500_000 }, { nowMs: NOON_MS })).toMatchObject({
      counts: ["SpendWarning"],
    });
  });
});

const down = async (): Promise<never> => {
  throw new Unavailable("dynamodb", new Error("down"));
};
const outOfReach: SpendStore = { reserve: down, giveBack: down };
const noClaims: ClaimStore = { claim: down, release: down };

describe("when the store cannot be asked", () => {
  it("nothing is sent, and the decision is degraded", async () => {
    const decision = await opened({ store: outOfReach, claims: memoryClaims() }).send(1);
    expect(decision).toMatchObject({ ok: false, reason: "SPEND_UNKNOWN", refusedBy: "spend" });
    expect(decision.trail).toMatchObject([
      { degraded: "the spend table is out of reach: nothing is sent", error: expect.any(Unavailable) },
    ]);
  });

  it("a mistake of ours is none: it is thrown", async () => {
    await expect(opened(inMemory()).send(0.5)).rejects.toThrow("test: spend broke");
  });

  it("what cannot be given back stays counted, and the trail says so", async () => {
    const { store, claims } = inMemory();
    const decision = await opened({ store: { ...store, giveBack: down }, claims }).fail(400_000, false);
    expect(decision.trail).toMatchObject([{ check: "spend", error: expect.any(Unavailable) }]);
    expect(decision.trail[0]).not.toHaveProperty("undone");
    expect(await total(store)).toBe(400_000);
  });
});

describe("the warning", () => {
  it("comes with the one reservation that reaches 80 %, to the millionth", async () => {
    const { send } = opened(inMemory());
    expect((await send(799_999)).counts).toEqual([]);
    expect(await send(1)).toMatchObject({
      counts: [SPEND_WARNING],
      trail: [{ notes: { microUsd: 1, warned: ["total"] } }],
    });
    expect((await send(1)).counts).toEqual([]);
  });

  it("comes once a day, even when money is given back and it is crossed again", async () => {
    const { send, fail } = opened(inMemory());
    await send(700_000);
    const counts = [];
    for (let crossing = 0; crossing < 5; crossing += 1) counts.push(...(await fail(200_000, false)).counts);
    counts.push(...(await send(200_000)).counts);
    expect(counts).toEqual([SPEND_WARNING]);
  });

  it("asks for its claim at a crossing only", async () => {
    const asked: string[] = [];
    const { store, claims } = inMemory();
    const counting: ClaimStore = {
      ...claims,
      claim: (key, ...times) => {
        asked.push(key);
        return claims.claim(key, ...times);
      },
    };
    const { send } = opened({ store, claims: counting });
    for (let count = 0; count < 10; count += 1) await send(100_000);
    expect(asked).toEqual(["spend#2026-11-22#warned#total"]);
  });

  it("comes all the same when its claim cannot be asked for, and the message goes", async () => {
    const { send } = opened({ store: memorySpend(), claims: noClaims });
    expect(await send(900_000)).toMatchObject({
      ok: true,
      counts: [SPEND_WARNING],
      trail: [{ verdict: "passed", error: expect.any(Unavailable) }],
    });
  });
});

it("what was reserved can be named, kept, and given back later, on the day that it was reserved on", async () => {
  const stores = inMemory();
  const { send, reservation, giveBack } = opened(stores);
  await send(300_000);
  await send(200_000);
  const kept = JSON.parse(JSON.stringify(await reservation({ microUsd: 300_000 }, { nowMs: NOON_MS })));
  expect(kept).toEqual({ day: "2026-11-22", microUsd: { total: 300_000, country66: 300_000 } });
  await giveBack(kept);
  expect(await stores.store.read("2026-11-22")).toEqual({ total: 200_000, country66: 200_000 });
});
