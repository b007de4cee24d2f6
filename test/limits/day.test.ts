import fc from "fast-check";
import { expect, it } from "vitest";
import { dayExpiresAtSeconds, dayOf, secondsUntilNextDay } from "../../src/limits/day.ts";

const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

it("the wait ends on the next day, and not a second later than it must", () => {
  fc.assert(
    fc.property(moments, (nowMs) => {
      const waitMs = secondsUntilNextDay(nowMs) * 1_000;
      expect(dayOf(nowMs + waitMs)).not.toBe(dayOf(nowMs));
      expect(dayOf(nowMs + waitMs - 1_000)).toBe(dayOf(nowMs));
    }),
  );
});

it("a day outlives every clock that still counts on it", () => {
  fc.assert(
    fc.property(moments, (nowMs) => {
      expect(dayExpiresAtSeconds(nowMs, 1)).toBeGreaterThan(nowMs / 1_000 + 86_400);
    }),
  );
});

it.each([
  ["the first moment of a day", Date.UTC(2026, 10, 22)],
  ["the last one", Date.UTC(2026, 10, 22, 23, 59, 59, 999)],
])("what was counted in %s is kept for so many days after its end, and no longer", (_, nowMs) => {
  expect(dayExpiresAtSeconds(nowMs, 0)).toBe(Date.UTC(2026, 10, 23) / 1_000);
  expect(dayExpiresAtSeconds(nowMs, 7)).toBe(Date.UTC(2026, 10, 30) / 1_000);
});

it("days are those of UTC", () => {
  const lastMs = Date.UTC(2026, 10, 22, 23, 59, 59, 999);
  expect([dayOf(lastMs), secondsUntilNextDay(lastMs)]).toEqual(["2026-11-22", 1]);
  expect([dayOf(lastMs + 1), secondsUntilNextDay(lastMs + 1)]).toEqual(["2026-11-23", 86_400]);
});
