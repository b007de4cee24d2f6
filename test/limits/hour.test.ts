import fc from "fast-check";
import { expect, it } from "vitest";
import { hourExpiresAtSeconds, hourOf, secondsUntilNextHour } from "../../src/limits/hour.ts";
import { HOUR, HOUR_MS } from "../support/clock.ts";

it.each([
  [-1, HOUR - 1],
  [0, HOUR],
  [3_599_999, HOUR],
  [3_600_000, HOUR + 1],
])("%i ms from its start it is hour %i", (ms, hour) => {
  expect(hourOf(HOUR_MS + ms)).toBe(hour);
});

it("what was counted is kept until instances whose clocks are 5 minutes behind have left the hour", () => {
  expect(hourExpiresAtSeconds(HOUR)).toBe((HOUR + 1) * 3_600 + 300);
});

it("nobody is asked to come back at once, nor after more than an hour, nor still within it", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 42 }), (nowMs) => {
      const seconds = secondsUntilNextHour(nowMs);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(3_600);
      expect(hourOf(nowMs + seconds * 1_000)).toBe(hourOf(nowMs) + 1);
    }),
  );
});
