import fc from "fast-check";
import { expect, it } from "vitest";
import { dayExpiresAtSeconds, secondsUntilNextUtcDay, utcDay } from "../../src/spend/day.ts";

const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

it("the wait ends on the next day, and not a second later than it must", () => {
  fc.assert(
    fc.property(moments, (nowMs) => {
      const waitMs = secondsUntilNextUtcDay(nowMs) * 1_000;
      expect(utcDay(nowMs + waitMs)).not.toBe(utcDay(nowMs));
      expect(utcDay(nowMs + waitMs - 1_000)).toBe(utcDay(nowMs));
    }),
  );
});

it("a day outlives every clock that still counts on it", () => {
  fc.assert(
    fc.property(moments, (nowMs) => {
      expect(dayExpiresAtSeconds(nowMs)).toBeGreaterThan(
        nowMs / 1_000 + secondsUntilNextUtcDay(nowMs) + 86_400,
      );
    }),
  );
});

it("days are those of UTC", () => {
  const lastMs = Date.UTC(2026, 10, 22, 23, 59, 59, 999);
  expect([utcDay(lastMs), secondsUntilNextUtcDay(lastMs)]).toEqual(["2026-11-22", 1]);
  expect([utcDay(lastMs + 1), secondsUntilNextUtcDay(lastMs + 1)]).toEqual(["2026-11-23", 86_400]);
});
