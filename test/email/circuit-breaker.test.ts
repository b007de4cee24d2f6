import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CircuitBreaker, circuitBreaker, type Passage } from "../../src/email/circuit-breaker.ts";

const NOW_MS = 1_700_000_000_000;

function entered(breaker: CircuitBreaker, nowMs: number): Passage {
  const passage = breaker.enter(nowMs);
  if (passage === undefined) throw new Error("expected to be let through");
  return passage;
}

/** A circuit that has just opened. */
function opened(openMs = 30_000): CircuitBreaker {
  const breaker = circuitBreaker({ failures: 1, openMs });
  entered(breaker, NOW_MS).settle(false, NOW_MS);
  return breaker;
}

describe("a closed circuit", () => {
  it("opens after five failures in a row, for thirty seconds, unless told otherwise", () => {
    const breaker = circuitBreaker();
    for (let call = 0; call < 5; call += 1) entered(breaker, NOW_MS).settle(false, NOW_MS);
    expect(breaker.enter(NOW_MS + 29_999)).toBeUndefined();
    expect(breaker.enter(NOW_MS + 30_000)).toBeDefined();
  });

  it("forgets its failures with every success", () => {
    const breaker = circuitBreaker({ failures: 2 });
    for (const works of [false, true, false, true, false]) entered(breaker, NOW_MS).settle(works, NOW_MS);
    expect(breaker.enter(NOW_MS)).toBeDefined();
  });

  it("counts calls that run side by side", () => {
    const breaker = circuitBreaker({ failures: 2 });
    const passages = [entered(breaker, NOW_MS), entered(breaker, NOW_MS), entered(breaker, NOW_MS)];
    for (const [place, passage] of passages.entries()) passage.settle(place === 0, NOW_MS);
    expect(breaker.enter(NOW_MS)).toBeUndefined();
  });
});

describe("an open circuit", () => {
  it("is open from the end of the call that opened it", () => {
    const breaker = circuitBreaker({ failures: 1, openMs: 1_000 });
    entered(breaker, NOW_MS).settle(false, NOW_MS + 500);
    expect(breaker.enter(NOW_MS + 1_499)).toBeUndefined();
    expect(breaker.enter(NOW_MS + 1_500)).toBeDefined();
  });

  it("lets exactly one of a crowd through when its time is over, and no other until that has settled", () => {
    const breaker = opened();
    const crowd = Array.from({ length: 50 }, () => breaker.enter(NOW_MS + 30_000));
    expect(crowd.filter((passage) => passage !== undefined)).toHaveLength(1);
    expect(breaker.enter(NOW_MS + 10_000_000)).toBeUndefined();
  });

  it("closes when the trial works", () => {
    const breaker = opened();
    entered(breaker, NOW_MS + 30_000).settle(true, NOW_MS + 30_000);
    expect([breaker.enter(NOW_MS + 30_000), breaker.enter(NOW_MS + 30_000)]).not.toContain(undefined);
  });

  it("opens again when it does not", () => {
    const breaker = opened();
    entered(breaker, NOW_MS + 30_000).settle(false, NOW_MS + 31_000);
    expect(breaker.enter(NOW_MS + 60_999)).toBeUndefined();
    expect(breaker.enter(NOW_MS + 61_000)).toBeDefined();
  });

  it("hears nothing of calls that began before it opened", () => {
    const breaker = circuitBreaker({ failures: 1, openMs: 1_000 });
    const [first, late, later] = [
      entered(breaker, NOW_MS),
      entered(breaker, NOW_MS),
      entered(breaker, NOW_MS),
    ];
    first.settle(false, NOW_MS);
    late.settle(true, NOW_MS);
    expect(breaker.enter(NOW_MS), "a late success").toBeUndefined();
    later.settle(false, NOW_MS + 900);
    expect(breaker.enter(NOW_MS + 1_000), "a late failure").toBeDefined();
  });

  it("does not stay open for longer when the clock is set back", () => {
    const breaker = opened();
    const hourAgoMs = NOW_MS - 3_600_000;
    expect(breaker.enter(hourAgoMs)).toBeUndefined();
    expect(breaker.enter(hourAgoMs + 30_000)).toBeDefined();
  });
});

it.each([{ failures: 0 }, { failures: Number.NaN }, { openMs: 0 }, { openMs: Number.NaN }])(
  "%j makes no sense",
  (options) => expect(() => circuitBreaker(options)).toThrow(RangeError),
);

/** The same in the plainest way: remembers all that happened in its state, and looks through it. */
function plainBreaker(failures: number, openMs: number): CircuitBreaker {
  let period = 0;
  let is: "closed" | "open" | "half-open" = "closed";
  let settled: boolean[] = [];
  let looksMs: number[] = [];
  const change = (to: typeof is) => {
    period += 1;
    is = to;
    settled = [];
    looksMs = [];
  };

  return {
    enter: (nowMs) => {
      if (is === "half-open") return undefined;
      if (is === "open") {
        looksMs.push(nowMs);
        if (nowMs < Math.min(...looksMs) + openMs) return undefined;
        change("half-open");
      }
      const enteredIn = period;
      return {
        settle: (works, settledMs) => {
          if (enteredIn !== period) return;
          settled.push(works);
          const last = settled.slice(is === "half-open" ? -1 : -failures);
          const failed = last.length === (is === "half-open" ? 1 : failures) && !last.includes(true);
          if (failed) {
            change("open");
            looksMs.push(settledMs);
          } else if (is === "half-open") change("closed");
        },
      };
    },
  };
}

it("10,000 histories are answered as a plain memory of them answers", () => {
  const OPEN_MS = 100;
  const passMs = fc.oneof(
    { arbitrary: fc.nat(40), weight: 8 },
    { arbitrary: fc.constant(OPEN_MS), weight: 2 },
    { arbitrary: fc.integer({ min: -500, max: -1 }), weight: 1 },
  );
  const mostlyNot = fc.constantFrom(false, false, true);
  /** Somebody comes, or one of those inside is done. */
  const step = fc.record({ passMs, settles: fc.option(fc.nat(5), { freq: 2 }), works: mostlyNot });
  const histories = fc.array(step, { maxLength: 60, size: "max" });
  const seen = { entered: 0, keptOut: 0 };

  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), histories, (failures, steps) => {
      const breaker = circuitBreaker({ failures, openMs: OPEN_MS });
      const plain = plainBreaker(failures, OPEN_MS);
      const inside: (readonly [Passage, Passage])[] = [];
      let nowMs = NOW_MS;
      for (const { passMs, settles, works } of steps) {
        nowMs += passMs;
        if (settles === null) {
          const [one, other] = [breaker.enter(nowMs), plain.enter(nowMs)];
          expect(one === undefined).toBe(other === undefined);
          seen[one ? "entered" : "keptOut"] += 1;
          if (one && other) inside.push([one, other]);
        } else {
          for (const passage of inside.splice(settles % Math.max(1, inside.length), 1).flat()) {
            passage.settle(works, nowMs);
          }
        }
      }
    }),
    { numRuns: 10_000 },
  );
  expect(Math.min(...Object.values(seen)), "plenty of each kind").toBeGreaterThan(20_000);
});
