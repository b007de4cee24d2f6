import QuickLRU from "quick-lru";
import { type Check, refuse } from "../gate/check.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { hourExpiresAtSeconds, hourOf, secondsUntilNextHour } from "./hour.ts";

export interface HourlyLimitOptions<Needs> {
  readonly name: string;
  readonly slots: ClaimStore;
  /** Who is counted: what it is of, and who, as in `ip#203.0.113.10`. */
  readonly keyOf: (input: Needs) => string;
  /** Shared by a limit and the one that stands in for it: together they let no more pass than one. */
  readonly memory: SlotMemory;
}

/**
 * At most so many per key and clock hour, exactly, whatever the concurrency: each is one slot, and a slot is taken by
 * one conditional write. The instance remembers which slots it has tried, so that once it is warm an accepted request costs
 * one write and a refused one none; a cold one may try as many as there are. The price: a slot that another instance has
 * given back meanwhile is not noticed by one that had found it taken, until the hour ends.
 *
 * The effect is the slot. It is given back when what it was taken for surely did not happen, and stays used when a
 * later check refuses: trying costs.
 */
export function hourlyLimit<Needs>(options: HourlyLimitOptions<Needs>): Check<Needs, void, "RATE_LIMITED"> {
  const { name, slots, keyOf, memory } = options;
  return {
    name,
    run: async (input, { nowMs }) => {
      const counted = keyOf(input);
      const nowSeconds = Math.floor(nowMs / 1_000);
      const hour = hourOf(nowMs);
      const untried = memory.untriedSlotsOf(counted, hour);

      for (let slot = untried.take(); slot !== undefined; slot = untried.take()) {
        const taken = slot;
        const key = slotKey(counted, hour, taken);
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

/** What an instance remembers of the slots that it has tried. */
export interface SlotMemory {
  untriedSlotsOf(counted: string, hour: number): UntriedSlots;
}

interface UntriedSlots {
  readonly hour: number;
  take(): number | undefined;
  giveBack(slot: number): void;
}

/** @param maxRemembered of how many it is remembered; beyond, the least recent cost writes again. */
export function slotMemory(limitPerHour: number, maxRemembered = 10_000): SlotMemory {
  const remembered = new QuickLRU<string, UntriedSlots>({ maxSize: maxRemembered });
  return {
    untriedSlotsOf: (counted, hour) => {
      const known = remembered.get(counted);
      if (known?.hour === hour) return known;
      const fresh = untriedSlots(hour, limitPerHour);
      remembered.set(counted, fresh);
      return fresh;
    },
  };
}

/** The slots of one key and hour that this instance has not tried yet, lowest first. */
function untriedSlots(hour: number, limit: number): UntriedSlots {
  const givenBack: number[] = [];
  let next = 1;
  return {
    hour,
    take: () => givenBack.pop() ?? (next <= limit ? next++ : undefined),
    giveBack: (slot) => void givenBack.push(slot),
  };
}

const slotKey = (counted: string, hour: number, slot: number) => `${counted}#hour#${hour}#slot#${slot}`;
