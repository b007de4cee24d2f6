import { describe, expect, it } from "vitest";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { hourlyCounter } from "../../src/limits/hourly-counter.ts";
import { memoryCounters } from "../../src/stores/memory-counters.ts";
import { HOUR, HOUR_MS } from "../support/clock.ts";

function counter(limitPerHour: number, store = memoryCounters()) {
  const check = hourlyCounter<string>({ name: "prefix", store, limitPerHour, keyOf: (key) => key });
  return (seconds = 0, key = "prefix#1") =>
    check.run(key, {
      nowMs: HOUR_MS + seconds * 1_000,
      elapsedMs: () => 0,
      signal: new AbortController().signal,
    });
}
type Verdict = Awaited<ReturnType<ReturnType<typeof counter>>>;
const undo = (verdict: Verdict, why: "refused" | "not-sent") =>
  verdict.ok ? verdict.undo?.(why) : "no effect";

describe("the hourly counter", () => {
  it.each([
    [0, 3_600],
    [1, 3_599],
    [3_599.999, 1],
  ])(
    "refuses the one too many at %d s, and says when the hour ends: %i s",
    async (seconds, retryAfterSeconds) => {
      const ask = counter(2);
      expect([(await ask(seconds)).ok, (await ask(seconds)).ok]).toEqual([true, true]);
      expect(await ask(seconds)).toEqual({ ok: false, reason: "RATE_LIMITED", retryAfterSeconds });
    },
  );

  it("begins anew with the hour, and does not open again when the clock goes back", async () => {
    const ask = counter(1);
    expect([
      (await ask(3_599)).ok,
      (await ask(3_600)).ok,
      (await ask(3_599)).ok,
      (await ask(3_600)).ok,
    ]).toEqual([true, true, false, false]);
  });

  it("counts each key by itself", async () => {
    const ask = counter(1);
    expect([
      (await ask(0, "prefix#1")).ok,
      (await ask(0, "prefix#2")).ok,
      (await ask(0, "prefix#1")).ok,
    ]).toEqual([true, true, false]);
  });

  it.each(["refused", "not-sent"] as const)("gives back what nothing came of: %s", async (why) => {
    const ask = counter(1);
    expect(await undo(await ask(), why)).toBe("undone");
    expect([(await ask()).ok, (await ask()).ok]).toEqual([true, false]);
  });

  it("gives back to the hour it took from", async () => {
    const ask = counter(1);
    const before = await ask(3_599);
    await ask(3_600);
    await undo(before, "not-sent");
    expect((await ask(3_600)).ok).toBe(false);
    expect((await ask(3_599)).ok).toBe(true);
  });

  it("says so when it cannot give back: then it stays counted", async () => {
    const down = new Unavailable("dynamodb", new Error("down"));
    const ask = counter(1, { ...memoryCounters(), subtract: () => Promise.reject(down) });
    await expect(undo(await ask(), "not-sent")).rejects.toBe(down);
    expect((await ask()).ok).toBe(false);
  });

  it("names its keys by what is counted and the hour, and keeps them 5 minutes beyond it", async () => {
    const asked: unknown[] = [];
    const check = hourlyCounter<object>({
      name: "prefix",
      store: { add: async (...all) => asked.push(all) > 0, subtract: async () => undefined },
      limitPerHour: 20,
      keyOf: () => "prefix#1",
    });
    await check.run({}, { nowMs: HOUR_MS, elapsedMs: () => 0, signal: new AbortController().signal });
    expect(asked).toEqual([[`prefix#1#hour#${HOUR}`, 20, (HOUR + 1) * 3_600 + 300]]);
  });
});
