import type { Check } from "../gate/check.ts";
import { type CooldownOptions, cooldown as cooldownOf } from "../limits/cooldown.ts";
import { hourlyCounter as counterOf, type HourlyCounterOptions } from "../limits/hourly-counter.ts";
import { slotMemory as memoryOf, type SlotMemory } from "../limits/hourly-limit.ts";
import { hourlyLimitOrHere as limitOf } from "../limits/hourly-limit-or-here.ts";
import { cooldownFault } from "./cooldown-fault.ts";
import { checkCount } from "./read-option.ts";

/*
 * Limits whose options an app chose. The functions have their settings judged before, and do not carry these checks.
 */

/**
 * Not more often than the policy says to one recipient. Its effect is taken back for a send that surely was none.
 * @throws TypeError at once for a policy that makes no sense.
 */
export function cooldown(options: CooldownOptions): ReturnType<typeof cooldownOf> {
  const fault = cooldownFault(options?.policy);
  if (fault !== undefined) throw new TypeError(`cooldown: policy.${fault}`);
  return cooldownOf(options);
}

/**
 * At most `limitPerHour` for one key and clock hour, in one write. Its effect, the count, is taken back whenever nothing came of
 * it: whoever is refused later must not use up what neighbours share.
 * @throws TypeError at once for a limit that is not a whole number above 0.
 */
export function hourlyCounter<Needs>(
  options: HourlyCounterOptions<Needs>,
): Check<Needs, void, "RATE_LIMITED"> {
  checkCount("hourlyCounter", "limitPerHour", options?.limitPerHour);
  return counterOf(options);
}

/**
 * An hourly limit that goes on when its store is out of reach: each instance then counts by itself. Both share one memory, so
 * that an instance never lets more pass than one limit would.
 * @throws TypeError at once for a limit that is not a whole number above 0.
 */
export function hourlyLimitOrHere<Needs>(
  options: Parameters<typeof limitOf<Needs>>[0],
): Check<Needs, void, "RATE_LIMITED"> {
  checkCount("hourlyLimitOrHere", "limitPerHour", options?.limitPerHour);
  return limitOf(options);
}

/**
 * What an instance remembers of the slots that it has tried, for `hourlyLimit`.
 * @param maxRemembered of how many it is remembered; beyond, the least recent cost writes again. Default 10,000.
 * @throws TypeError for a limit that is not a whole number above 0.
 */
export function slotMemory(limitPerHour: number, maxRemembered?: number): SlotMemory {
  checkCount("slotMemory", "limitPerHour", limitPerHour);
  return memoryOf(limitPerHour, maxRemembered);
}
