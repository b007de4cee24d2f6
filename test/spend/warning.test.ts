import { describe, expect, it } from "vitest";
import type { Conclusion, Trail } from "../../src/gate/trail.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { SPEND_WARNING, spendCounts, warningsOf, withSpendCounts } from "../../src/spend/warning.ts";
import type { ClaimStore } from "../../src/stores/claim-store.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";

const NOON_MS = Date.UTC(2026, 10, 22, 12);
const REACHED = [{ account: "total", microUsd: 20, limitMicroUsd: 100 }];

const throwing = (error: unknown): ClaimStore => ({
  claim: () => Promise.reject(error),
  release: async () => undefined,
});

describe("whether a reservation warns", () => {
  it.each([
    ["the limit of no account", { account: "total", microUsd: 80, limitMicroUsd: undefined }, 80, []],
    ["less than 80 %", { account: "total", microUsd: 79, limitMicroUsd: 100 }, 79, []],
    ["80 %", { account: "total", microUsd: 1, limitMicroUsd: 100 }, 80, ["total"]],
    ["80 %, reached before", { account: "total", microUsd: 1, limitMicroUsd: 100 }, 81, []],
  ])("at %s", async (_, entry, held, accounts) => {
    expect(await warningsOf([entry], { total: held }, memoryClaims(), NOON_MS)).toEqual({ accounts });
  });

  it("not for an account that the store says nothing of", async () => {
    expect(await warningsOf(REACHED, {}, memoryClaims(), NOON_MS)).toEqual({ accounts: [] });
  });

  it("is claimed until a week after the day", async () => {
    const asked: unknown[] = [];
    const claims: ClaimStore = {
      claim: async (...all) => asked.push(all) > 0,
      release: async () => undefined,
    };
    await warningsOf(REACHED, { total: 80 }, claims, NOON_MS + 999);
    expect(asked).toEqual([
      ["spend#2026-11-22#warned#total", NOON_MS / 1_000, Date.UTC(2026, 10, 30) / 1_000],
    ]);
  });

  it("where its claim cannot be asked for: it does, and says what broke", async () => {
    const down = new Unavailable("dynamodb", new Error("down"));
    expect(await warningsOf(REACHED, { total: 80 }, throwing(down), NOON_MS)).toEqual({
      accounts: ["total"],
      error: down,
    });
  });

  it("a mistake of ours is no outage: it is thrown", async () => {
    const bug = new TypeError("a bug");
    await expect(warningsOf(REACHED, { total: 80 }, throwing(bug), NOON_MS)).rejects.toBe(bug);
  });
});

describe("what a conclusion counts", () => {
  const step = { check: "spend", verdict: "passed", tookMs: 0 } as const;
  const warned: Trail = [{ ...step, notes: { warned: ["total"] } }];
  const concluded = (more: Partial<Conclusion>): Conclusion => ({
    ...{ gate: "test", outcome: "sent", reason: "SENT", trail: warned },
    ...more,
  });

  it.each<[string, Trail, readonly string[]]>([
    ["of a trail with a warning: the warning", warned, [SPEND_WARNING]],
    [
      "of one with several: one",
      [...warned, { check: "other", verdict: "passed", tookMs: 0 }, ...warned],
      [SPEND_WARNING],
    ],
    ["of a step without notes: nothing", [step], []],
    ["of other notes: nothing", [{ ...step, notes: { microUsd: 1 } }], []],
  ])("%s", (_, trail, counts) => {
    expect(spendCounts(trail)).toEqual(counts);
  });

  it("keeps what it counted before, and counts the warning once", () => {
    expect(withSpendCounts(concluded({ counts: ["Other"] })).counts).toEqual(["Other", SPEND_WARNING]);
    const twice = withSpendCounts(withSpendCounts(concluded({})));
    expect(twice.counts).toEqual([SPEND_WARNING]);
  });

  it("is left as it was without a warning", () => {
    const conclusion = concluded({ trail: [step], counts: ["Other"] });
    expect(withSpendCounts(conclusion)).toBe(conclusion);
  });
});
