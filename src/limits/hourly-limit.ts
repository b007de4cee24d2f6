import QuickLRU from "quick-lru";
import { type Check, refuse } from "../gate/check.ts";
import type { SlotStore } from "../stores/slot-store.ts";
import { hourExpiresAtSeconds, hourOf, secondsUntilNextHour } from "./hour.ts";

export interface HourlyLimitOptions {
  readonly name: string;
  readonly slots: SlotStore;
  readonly limitPerHour: number;
  /** How many callers a warm instance remembers. Default 10,000; beyond, the least recent cost writes again. */
  readonly maxCallersRemembered?: number;
}

/** Whoever is counted: see `callerKey`. */
interface Counted {
  readonly caller: string;
}

/**
 * At most `limitPerHour` per caller and clock hour, exactly, whatever the concurrency: each is one slot, and a slot
 * is taken by one conditional write. The instance remembers which slots it has tried, so that an accepted request
 * costs one write and a refused one none. The price: a slot that another instance has given back meanwhile is
 * not noticed by one that had found it taken, until the hour ends.
 *
 * The effect is the slot. It is given back when what it was taken for surely did not happen, and stays used when a
 * later check refuses: trying costs.
 */
export function hourlyLimit(options: HourlyLimitOptions): Check<Counted, void, "RATE_LIMITED"> {
  const { name, slots, limitPerHour, maxCallersRemembered = 10_000 } = options;
  const remembered = new QuickLRU<string, UntriedSlots>({ maxSize: maxCallersRemembered });

  const untriedSlotsOf = (caller: string, hour: number) => {
    const known = remembered.get(caller);
    if (known?.hour === hour) return known;
    const fresh = untriedSlots(hour, limitPerHour);
    remembered.set(caller, fresh);
    return fresh;
  };

  return {
    name,
    run: async ({ caller }, { nowMs }) => {
      const nowSeconds = Math.floor(nowMs / 1_000);
      const hour = hourOf(nowMs);
      const untried = untriedSlotsOf(caller, hour);

      for (let slot = untried.take(); slot !== undefined; slot = untried.take()) {
        const taken = slot;
        const key = slotKey(caller, hour, taken);
        try {
          if (!(await slots.claim(key, nowSeconds, hourExpiresAtSeconds(hour)))) continue;
        } catch (error) {
          untried.giveBack(taken);
          throw error;
        }
        const undo = async (why: "refused" | "not-sent") => {
          if (why === "refused") return "kept";
          await slots.release(key, nowSeconds);
          untried.giveBack(taken);
          return "undone";
        };
        return { ok: true, adds: undefined, undo };
      }
      return refuse("RATE_LIMITED", { retryAfterSeconds: secondsUntilNextHour(nowMs) });
    },
  };
}

interface UntriedSlots {
  readonly hour: number;
  take(): number | undefined;
  giveBack(slot: number): void;
}

/** The slots of one caller and hour that this instance has not tried yet, lowest first. */
function untriedSlots(hour: number, limit: number): UntriedSlots {
  const givenBack: number[] = [];
  let next = 1;
  return {
    hour,
    take: () => givenBack.pop() ?? (next <= limit ? next++ : undefined),
    giveBack: (slot) => void givenBack.push(slot),
  };
}

export const slotKey = (caller: string, hour: number, slot: number) =>
  `ip#${caller}#hour#${hour}#slot#${slot}`;
