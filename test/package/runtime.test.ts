import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Conclusion } from "../../src/gate/trail.ts";
import { type RuntimeOptions, runtimeOf } from "../../src/package/runtime.ts";

const errors = vi.spyOn(console, "error");
const warnings = vi.spyOn(console, "warn");
beforeEach(() => {
  for (const spy of [errors, warnings]) spy.mockReset().mockImplementation(() => undefined);
});
afterEach(() => vi.useRealTimers());

const concluded = (more: Partial<Conclusion> = {}): Conclusion => ({
  gate: "contact",
  outcome: "sent",
  reason: "SENT",
  trail: [{ check: "size", verdict: "passed", tookMs: 0 }],
  ...more,
});
const BUG = Object.assign(new Error("no mail to ada@site.example from 10.0.0.7"), { code: "EPLANTED" });
const BUG_LOGGED = { name: "Error", message: "no mail to [address] from [ip]", code: "EPLANTED" };
const brokenStep = { check: "hourly-limit", verdict: "broke", tookMs: 1, error: BUG } as const;

describe("the runtime's clock", () => {
  it("is this moment, and the caller's own signal", () => {
    vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ["Date", "performance"] });
    const { signal } = new AbortController();
    const at = runtimeOf({}).now(() => signal);
    vi.advanceTimersByTime(250);
    expect(at.signal).toBe(signal);
    expect([at.nowMs, at.elapsedMs()]).toEqual([1_700_000_000_000, 250]);
  });
});

describe("what came of a request", () => {
  it("is told to whoever wants to know, and to nobody else", () => {
    const onDecision = vi.fn();
    const conclusion = concluded({ outcome: "failed", error: BUG });
    runtimeOf({ onDecision }).onDecision(conclusion);
    expect(onDecision.mock.calls).toEqual([[conclusion]]);
    expect(errors).not.toHaveBeenCalled();
  });

  it("survives a listener that fails later", async () => {
    runtimeOf({ onDecision: () => Promise.reject(BUG) }).onDecision(concluded());
    await vi.waitFor(() => expect(errors.mock.calls).toEqual([["postern: onDecision", BUG_LOGGED]]));
  });

  it("survives a listener that fails at once", () => {
    const onDecision = () => {
      throw BUG;
    };
    runtimeOf({ onDecision }).onDecision(concluded());
    expect(errors.mock.calls).toEqual([["postern: onDecision", BUG_LOGGED]]);
  });

  it.each(["sent", "refused", "answered"] as const)("is not worth a line by itself: %s", (outcome) => {
    runtimeOf({}).onDecision(concluded({ outcome }));
    expect(errors).not.toHaveBeenCalled();
  });

  it("is a line when something broke, redacted", () => {
    const broke = concluded({ outcome: "failed", reason: "SEND_FAILED", error: BUG });
    runtimeOf({}).onDecision(broke);
    expect(errors.mock.calls).toEqual([["postern: contact: failed", BUG_LOGGED]]);
  });

  it("is a line when a part broke behind a fallback", () => {
    runtimeOf({ onDecision: undefined }).onDecision(
      concluded({ trail: [{ ...brokenStep, verdict: "passed", degraded: "counted here" }] }),
    );
    expect(errors.mock.calls).toEqual([["postern: contact: sent", BUG_LOGGED]]);
  });

  it("is one line for one thing that broke", () => {
    const twice = concluded({ outcome: "failed", reason: "INTERNAL_ERROR", error: BUG, trail: [brokenStep] });
    runtimeOf({}).onDecision(twice);
    expect(errors).toHaveBeenCalledTimes(1);
  });
});

describe("a warning", () => {
  it.each<[string, RuntimeOptions]>([
    ["left out", {}],
    ["undefined", { warn: undefined }],
  ])("goes to the console where nobody else takes it: %s", (what, options) => {
    runtimeOf(options).warn(`All callers are one (${what}).`);
    expect(warnings.mock.calls).toEqual([[`postern: All callers are one (${what}).`]]);
  });

  it("survives whoever takes it", () => {
    const warn = vi.fn(() => {
      throw BUG;
    });
    const runtime = runtimeOf({ warn });
    for (const _again of [1, 2]) runtime.warn("A");
    expect(warn).toHaveBeenCalledTimes(1);
    expect(errors.mock.calls).toEqual([["postern: warn", BUG_LOGGED]]);
  });

  it("is said once to whoever takes it, each sentence by itself, however much an app mounts", () => {
    const [warn, other] = [vi.fn(), vi.fn()];
    const mounted = [runtimeOf({ warn }), runtimeOf({ warn })];
    for (const sentence of ["A", "B", "A"]) for (const each of mounted) each.warn(sentence);
    runtimeOf({ warn: other }).warn("A");
    expect(warn.mock.calls).toEqual([["A"], ["B"]]);
    expect(other.mock.calls).toEqual([["A"]]);
    expect(warnings).not.toHaveBeenCalled();
  });
});
