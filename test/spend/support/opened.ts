import { expect, it } from "vitest";
import type { At } from "../../../src/gate/check.ts";
import { gate, type Outcome } from "../../../src/gate/gate.ts";
import { type CeilingOptions, ceiling } from "../../../src/spend/ceiling.ts";
import { SPEND_WARNING, spendCounts } from "../../../src/spend/warning.ts";
import type { SpendReader, SpendStore } from "../../../src/stores/spend-store.ts";

export const LIMIT = 1_000_000;
export const NOON_MS = Date.UTC(2026, 10, 22, 12);
export const DAY_MS = 86_400_000;

export interface Costly {
  readonly microUsd: number;
}

export const at = (nowMs: number): At => ({
  nowMs,
  elapsedMs: () => 0,
  signal: new AbortController().signal,
});

/** A gate with the ceiling alone; every limit is {@link LIMIT}. */
export function opened(stores: Pick<CeilingOptions<Costly>, "store" | "claims">) {
  const money = ceiling<Costly>({
    ...stores,
    chargeOf: ({ microUsd }) => [
      { account: "total", microUsd, limitMicroUsd: LIMIT },
      { account: "country66", microUsd },
    ],
  });
  const through = async (microUsd: number, nowMs: number, outcome: Outcome<null>) => {
    const decision = await gate<Costly>("test")
      .check(money.check)
      .through({ microUsd }, at(nowMs), async () => outcome);
    return { ...decision, counts: spendCounts(decision.trail) };
  };
  return {
    again: money.again,
    reservation: money.reservation,
    giveBack: money.giveBack,
    send: (microUsd: number, nowMs = NOON_MS) => through(microUsd, nowMs, { sent: true, value: null }),
    fail: (microUsd: number, sent: false | "unknown") => through(microUsd, NOON_MS, { sent, reason: "TEST" }),
  };
}

export const total = async (store: SpendReader, nowMs = NOON_MS) =>
  (await store.read(new Date(nowMs).toISOString().slice(0, 10))).total ?? 0;

interface Opened extends Pick<CeilingOptions<Costly>, "claims"> {
  readonly store: SpendStore & SpendReader;
  /** A day of its own. */
  readonly nowMs: number;
}

/** What the ceiling does whatever stands behind it. */
export function contract(open: () => Opened) {
  it("of 50 at once exactly as many pass as there is money for, and one of them warns", async () => {
    const { nowMs, ...stores } = open();
    const { send } = opened(stores);
    const decisions = await Promise.all(Array.from({ length: 50 }, () => send(30_000, nowMs)));
    expect(decisions.filter(({ ok }) => ok)).toHaveLength(33);
    expect(decisions.filter((each) => !each.ok && each.reason === "SPEND_LIMIT")).toHaveLength(17);
    expect(await total(stores.store, nowMs)).toBe(990_000);
    expect(decisions.flatMap(({ counts }) => counts)).toEqual([SPEND_WARNING]);
  });

  it("the next day begins with nothing spent, and may warn again", async () => {
    const { nowMs, ...stores } = open();
    const { send } = opened(stores);
    for (const dayMs of [nowMs, nowMs + DAY_MS]) {
      expect(await send(LIMIT, dayMs)).toMatchObject({ ok: true, counts: [SPEND_WARNING] });
      expect(await send(1, dayMs)).toMatchObject({ ok: false, reason: "SPEND_LIMIT", counts: [] });
    }
  });
}
