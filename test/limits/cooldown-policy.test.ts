import { describe, expect, it } from "vitest";
import { afterSend, forgetAtMs, type SendLog, waitAfterLastMs } from "../../src/limits/cooldown-policy.ts";

const POLICY = { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 };

describe("the log of one recipient", () => {
  it("holds when the last sends leave the window, newest first, and never more of them than the threshold", () => {
    let log: SendLog | undefined;
    const lengths: number[] = [];
    for (let nowMs = 0; nowMs < 100; nowMs += 1) {
      log = afterSend(log, nowMs, POLICY);
      lengths.push(log.expiriesMs.length);
    }
    expect(lengths.slice(0, 4)).toEqual([1, 2, 3, 3]);
    expect(log).toEqual({ lastSentAtMs: 99, expiriesMs: [600_099, 600_098, 600_097] });
  });

  it.each([
    [600_000, 300_000, 600_005],
    [300_000, 600_000, 600_005],
  ])(
    "of a window of %i ms and a wait of %i ms may be forgotten after the longer",
    (windowMs, escalatedMs, ms) => {
      expect(forgetAtMs(5, { ...POLICY, windowMs, escalatedMs })).toBe(ms);
    },
  );
});

describe("the wait after the last send", () => {
  it.each([
    ["fewer than the threshold", [600_000, 600_000], 60_000],
    ["the send at the threshold leaves the window with the last one", [700_000, 650_000, 100_000], 300_000],
    ["it had left a millisecond before", [700_000, 650_000, 99_999], 60_000],
  ])("%s", (_, expiriesMs, waitMs) => {
    expect(waitAfterLastMs({ lastSentAtMs: 100_000, expiriesMs }, POLICY)).toBe(waitMs);
  });
});
