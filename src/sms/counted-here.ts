import type { Check } from "../gate/check.ts";
import { hourlyCounter } from "../limits/hourly-counter.ts";
import { memoryCounters } from "../stores/memory-counters.ts";

/** What one instance sends a clock hour while nobody counts for all of them: an outage must not be an open door. */
const TEXTS_PER_HOUR = 30;

interface Limited {
  readonly skipRateLimit: boolean;
}

type Combine = <N, A, R extends string>(check: Check<N, A, R>) => Check<N & Limited, A, R | "RATE_LIMITED">;

/**
 * Puts one small limit, on everything this instance sends, before a check that stands in for a limit out of reach.
 * Messages that skip limits skip this one.
 */
export function countedHere(): Combine {
  const perInstance = hourlyCounter({
    name: "instance-limit",
    store: memoryCounters(),
    limitPerHour: TEXTS_PER_HOUR,
    keyOf: () => "instance",
  });

  return (check) => ({
    name: check.name,
    run: async (input, at) => {
      if (input.skipRateLimit) return check.run(input, at);
      const whole = await perInstance.run(undefined, at);
      if (!whole.ok) return whole;
      const one = await check.run(input, at);
      if (!one.ok) {
        await whole.undo?.("refused");
        return one;
      }
      return {
        ...one,
        undo: async (why) => {
          await whole.undo?.(why);
          return one.undo ? one.undo(why) : "undone";
        },
      };
    },
  });
}
