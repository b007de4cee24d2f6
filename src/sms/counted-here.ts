import type { Check } from "../gate/check.ts";
import { cooldown } from "../limits/cooldown.ts";
import type { CooldownPolicy } from "../limits/cooldown-policy.ts";
import { hourlyCounter } from "../limits/hourly-counter.ts";
import { memoryCooldowns } from "../stores/memory-cooldowns.ts";
import { memoryCounters } from "../stores/memory-counters.ts";

/** What one instance sends an hour while nobody counts for all of them: an outage must not be an open door. */
const TEXTS_PER_HOUR = 30;

interface Needs {
  readonly recipientKey: string;
  readonly sendToken: string;
}

/** The cooldown as this instance alone knows it, and a small limit on everything it sends. */
export function countedHere(policy: CooldownPolicy): Check<Needs, void, "RATE_LIMITED"> {
  const perRecipient = cooldown({ name: "cooldown", store: memoryCooldowns(), policy });
  const perInstance = hourlyCounter<Needs>({
    name: "instance-limit",
    store: memoryCounters(),
    limitPerHour: TEXTS_PER_HOUR,
    keyOf: () => "instance",
  });

  return {
    name: "cooldown",
    run: async (input, at) => {
      const whole = await perInstance.run(input, at);
      if (!whole.ok) return whole;
      const one = await perRecipient.run(input, at);
      if (!one.ok) {
        await whole.undo?.("refused");
        return one;
      }
      const undo = async (why: "refused" | "not-sent") => {
        await whole.undo?.(why);
        return one.undo ? one.undo(why) : "kept";
      };
      return { ...one, undo };
    },
  };
}
