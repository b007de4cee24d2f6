import { describe, expect, it } from "vitest";
import type { At, Check } from "../../src/gate/check.ts";
import { passed, refuse } from "../../src/gate/check.ts";
import { conclude, concludeDecision } from "../../src/gate/conclude.ts";
import { gate, type Outcome } from "../../src/gate/gate.ts";

const AT: At = { nowMs: 0, elapsedMs: () => 0, signal: new AbortController().signal };

interface Input {
  readonly asked: string;
}

/** Takes an effect, and remembers how it was taken back. */
function counting() {
  const undone: string[] = [];
  const check: Check<Input, { readonly slot: number }, never> = {
    name: "slot",
    run: () => ({
      ok: true,
      adds: { slot: 7 },
      undo: async (why) => {
        undone.push(why);
        return "undone";
      },
    }),
  };
  return { undone, check };
}

const full: Check<Input, void, "FULL"> = {
  name: "full",
  run: ({ asked }) =>
    asked === "full" ? refuse("FULL", { retryAfterSeconds: 9, notes: { of: "test" } }) : passed,
};
const broken: Check<Input, void, never> = {
  name: "broken",
  run: ({ asked }) => {
    if (asked === "broken") throw BUG;
    return passed;
  },
};
const BUG = new TypeError("a bug");

async function concluded(asked: string, act: (passed: object) => Promise<Outcome<string>>, success?: never) {
  const { undone, check } = counting();
  const door = gate<Input>("test").check(check).check(full).check(broken);
  const result = await conclude(door, { asked }, AT, act, success);
  return { ...result, undone };
}

const neverActs = async (): Promise<Outcome<string>> => {
  throw new Error("The act was not to happen");
};

describe("conclude", () => {
  it("an act that happened is done, and counts as sent", async () => {
    const { ended, conclusion, undone } = await concluded("", async () => ({
      sent: true,
      value: "the value",
    }));
    expect(ended).toEqual({ as: "done", value: "the value" });
    expect(conclusion).toEqual({
      gate: "test",
      outcome: "sent",
      reason: "SENT",
      trail: ["slot", "full", "broken"].map((check) => ({ check, verdict: "passed", tookMs: 0 })),
    });
    expect(undone).toEqual([]);
  });

  it("counts as something else where the caller says so", async () => {
    const success = { outcome: "answered", reason: "TOLD" } as const;
    const act = async (): Promise<Outcome<number>> => ({ sent: true, value: 1 });
    const { conclusion } = await conclude(gate<Input>("test"), { asked: "" }, AT, act, success);
    expect(conclusion).toEqual({ gate: "test", ...success, trail: [] });
  });

  it("hands the act what the checks added", async () => {
    const acted: object[] = [];
    await concluded("x", async (known) => {
      acted.push(known);
      return { sent: true, value: "" };
    });
    expect(acted).toEqual([{ asked: "x", slot: 7 }]);
  });

  it("a refusal is refused, with all that the answer needs, and nobody acts", async () => {
    const { ended, conclusion, undone } = await concluded("full", neverActs);
    const { trail } = conclusion;
    expect(ended).toEqual({
      as: "refused",
      refusal: {
        ok: false,
        reason: "FULL",
        refusedBy: "full",
        retryAfterSeconds: 9,
        notes: { of: "test" },
        trail,
      },
    });
    expect(conclusion).toMatchObject({ gate: "test", outcome: "refused", reason: "FULL" });
    expect(trail.map(({ verdict }) => verdict)).toEqual(["passed", "refused"]);
    expect(undone).toEqual(["refused"]);
  });

  it.each([
    [false, "failed", ["not-sent"]],
    ["unknown", "unknown", []],
  ] as const)("an act whose outcome is %j has %s", async (sent, as, taken) => {
    const error = new Error("what the provider said");
    const { ended, conclusion, undone } = await concluded("", async () => ({
      sent,
      reason: "ITS_CODE",
      error,
    }));
    expect(ended).toEqual({ as, because: "SEND_FAILED" });
    expect(conclusion).toMatchObject({
      gate: "test",
      outcome: as,
      reason: "SEND_FAILED",
      detail: "ITS_CODE",
      error,
    });
    expect(conclusion.trail).toHaveLength(3);
    expect(undone).toEqual(taken);
  });

  it("a check that broke has failed: nothing happened, and what broke is for the log", async () => {
    const { ended, conclusion, undone } = await concluded("broken", neverActs);
    expect(ended).toEqual({ as: "failed", because: "INTERNAL_ERROR" });
    expect(conclusion).toMatchObject({
      gate: "test",
      outcome: "failed",
      reason: "INTERNAL_ERROR",
      error: BUG,
    });
    expect(conclusion.trail.map(({ verdict }) => verdict)).toEqual(["passed", "passed", "broke"]);
    expect(undone).toEqual(["not-sent"]);
  });

  it("an act that broke may have happened: effects stay", async () => {
    const { ended, conclusion, undone } = await concluded("", async () => {
      throw BUG;
    });
    expect(ended).toEqual({ as: "unknown", because: "INTERNAL_ERROR" });
    expect(conclusion).toMatchObject({ outcome: "unknown", reason: "INTERNAL_ERROR", error: BUG });
    expect(conclusion.trail).toHaveLength(3);
    expect(undone).toEqual([]);
  });

  it("misuse of the gate itself is thrown", async () => {
    const door = gate<Input>("test");
    const misused = {
      ...door,
      through: async () => {
        throw BUG;
      },
    };
    await expect(conclude(misused, { asked: "" }, AT, neverActs)).rejects.toBe(BUG);
  });
});

describe("concludeDecision", () => {
  const TOLD = { outcome: "answered", reason: "TOLD" } as const;
  function decided(asked: string) {
    const { undone, check } = counting();
    const door = gate<Input>("test").check(check).check(full).check(broken);
    return { undone, result: concludeDecision(door, { asked }, AT, TOLD) };
  }
  const passed = (check: string) => ({ check, verdict: "passed", tookMs: 0 });

  it("what passed is done, with all that the checks added, and counts as the caller says; effects stay", () => {
    const { result, undone } = decided("x");
    expect(result).toEqual({
      ended: { as: "done", value: { asked: "x", slot: 7 } },
      conclusion: { gate: "test", ...TOLD, trail: ["slot", "full", "broken"].map(passed) },
    });
    expect(undone).toEqual([]);
  });

  it("a refusal is refused", async () => {
    const { result, undone } = decided("full");
    expect(await result).toMatchObject({
      ended: { as: "refused", refusal: { reason: "FULL", refusedBy: "full", retryAfterSeconds: 9 } },
      conclusion: { gate: "test", outcome: "refused", reason: "FULL", trail: [{}, { verdict: "refused" }] },
    });
    expect(undone).toEqual(["refused"]);
  });

  it("a check that broke has failed, whether the gate breaks later or at once", async () => {
    const failed = {
      ended: { as: "failed", because: "INTERNAL_ERROR" },
      conclusion: { gate: "test", outcome: "failed", error: BUG },
    };
    expect(await decided("broken").result).toMatchObject(failed);
    const door = gate<Input>("test").check(broken);
    expect(concludeDecision(door, { asked: "broken" }, AT, TOLD)).toMatchObject(failed);
  });

  it("misuse of the gate itself is thrown, at once as well", () => {
    const decide = () => {
      throw BUG;
    };
    const misused = { ...gate<Input>("test"), decide };
    expect(() => concludeDecision(misused, { asked: "" }, AT, TOLD)).toThrow(BUG);
  });
});
