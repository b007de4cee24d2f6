import type { Check } from "../gate/check.ts";
import { orElse } from "../gate/or-else.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { type HourlyLimitOptions, hourlyLimit, slotMemory } from "./hourly-limit.ts";

interface Options<Needs> extends Omit<HourlyLimitOptions<Needs>, "memory"> {
  readonly limitPerHour: number;
}

/**
 * An hourly limit that goes on when its store is out of reach: each instance then counts by itself. Both share one memory, so
 * that an instance never lets more pass than one limit would.
 */
export function hourlyLimitOrHere<Needs>(options: Options<Needs>): Check<Needs, void, "RATE_LIMITED"> {
  const { name, limitPerHour, keyOf } = options;
  const memory = slotMemory(limitPerHour);
  return orElse(
    hourlyLimit({ ...options, memory }),
    hourlyLimit({ name: `${name}-here`, slots: memoryClaims(), keyOf, memory }),
    "the rate table is out of reach: this instance counts by itself",
  );
}
