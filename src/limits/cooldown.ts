import { type Check, passed, refuse, type UndoReason } from "../gate/check.ts";
import type { CooldownStore } from "../stores/cooldown-store.ts";
import type { CooldownPolicy } from "./cooldown-policy.ts";

export interface CooldownOptions {
  readonly name: string;
  readonly store: CooldownStore;
  readonly policy: CooldownPolicy;
  /** How long a recipient waits after a send that surely was none. Default 5,000. */
  readonly floorMs?: number;
}

/** Who is written to, as a key without the number in it; and which send this is. */
interface Recipient {
  readonly recipientKey: string;
  readonly sendToken: string;
}

/** Not more often than the policy says to one recipient. Its effect is taken back for a send that surely was none. */
export function cooldown(options: CooldownOptions): Check<Recipient, void, "RATE_LIMITED"> {
  const { name, store, policy, floorMs = 5_000 } = options;
  return {
    name,
    run: async ({ recipientKey, sendToken }, { nowMs, elapsedMs }) => {
      const answer = await store.start(recipientKey, sendToken, nowMs, policy);
      if (!answer.started) {
        return refuse("RATE_LIMITED", { retryAfterSeconds: Math.ceil((answer.retryAtMs - nowMs) / 1_000) });
      }
      const undo = async (why: UndoReason) => {
        // Whoever a later check refuses is told by that check when to come back.
        const notBeforeMs = why === "refused" ? nowMs : Math.ceil(nowMs + elapsedMs() + floorMs);
        await answer.undo(notBeforeMs);
        return "undone" as const;
      };
      return { ...passed, undo };
    },
  };
}
