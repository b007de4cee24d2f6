import { type Check, passed, refuse } from "../gate/check.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import { hourExpiresAtSeconds, hourOf, secondsUntilNextHour } from "./hour.ts";

export interface HourlyCounterOptions<Needs> {
  readonly name: string;
  readonly store: CounterStore;
  readonly limitPerHour: number;
  /** What is counted: a key without anything personal in it. */
  readonly keyOf: (input: Needs) => string;
}

/**
 * At most `limitPerHour` for one key and clock hour, in one write. Its effect, the count, is taken back whenever nothing
 * came of it: whoever is refused later must not use up what neighbours share.
 */
export function hourlyCounter<Needs>(
  options: HourlyCounterOptions<Needs>,
): Check<Needs, void, "RATE_LIMITED"> {
  const { name, store, limitPerHour, keyOf } = options;
  return {
    name,
    run: async (input, { nowMs }) => {
      const hour = hourOf(nowMs);
      const key = `${keyOf(input)}#hour#${hour}`;
      if (!(await store.add(key, limitPerHour, hourExpiresAtSeconds(hour)))) {
        return refuse("RATE_LIMITED", { retryAfterSeconds: secondsUntilNextHour(nowMs) });
      }
      const undo = async () => {
        await store.subtract(key);
        return "undone" as const;
      };
      return { ...passed, undo };
    },
  };
}
