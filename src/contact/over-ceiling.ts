import type { Keeping } from "../delivery/held.ts";
import type { Check } from "../gate/check.ts";
import { errorOf } from "../gate/error-of.ts";
import type { SpendReason } from "../spend/ceiling.ts";
import type { Submission } from "./submission.ts";

/** What became of the money for a message. */
export interface Spent {
  /** Where the message goes that would cost more than the day's ceiling allows. */
  readonly putOff?: "queue" | "held";
  /** Gives back what was reserved, when the mail surely did not go. Returns what broke, for the log: then it stays counted. */
  readonly unspend?: () => Promise<unknown>;
}

type Ceiling = Check<unknown, void, SpendReason>;

/** The visitor is told to come back tomorrow. */
export const refusedWhenOver = (ceiling: Ceiling): Check<unknown, Spent, SpendReason> =>
  putOffBy(ceiling, async () => ({ as: "nowhere" }));

/** The message waits in the queue, whose function asks the ceiling again before it sends. */
export const queuedWhenOver = (ceiling: Ceiling): Check<unknown, Spent, never> =>
  putOffBy(ceiling, async () => ({ as: "queue" }));

/** The message is held, to be released by hand; where that cannot be done, the ceiling refuses. */
export const heldWhenOver = (
  ceiling: Ceiling,
  { hold }: Pick<Keeping, "hold">,
): Check<{ readonly submission: Submission }, Spent, SpendReason> =>
  putOffBy(ceiling, async ({ submission }, reason, nowMs) => {
    const kept = await hold(submission, reason, nowMs);
    if (kept.as === "kept") return { as: "held" };
    return { as: "nowhere", ...(kept.as === "failed" && { error: kept.error }) };
  });

/** Somewhere, or nowhere when that may be. */
type Place<R> = { readonly as: "queue" | "held" } | ([R] extends [never] ? never : Nowhere);

interface Nowhere {
  readonly as: "nowhere";
  readonly error?: unknown;
}

function putOffBy<Needs, R extends SpendReason>(
  ceiling: Ceiling,
  find: (input: Needs, reason: SpendReason, nowMs: number) => Promise<Place<R>>,
): Check<Needs, Spent, R> {
  return {
    name: ceiling.name,
    run: async (input, at) => {
      const verdict = await ceiling.run(input, at);
      if (verdict.ok) {
        const { undo } = verdict;
        return { ...verdict, adds: undo ? { unspend: () => errorOf(undo("not-sent")) } : {} };
      }
      const place = await find(input, verdict.reason, at.nowMs);
      if (place.as === "nowhere")
        return { ...verdict, reason: verdict.reason as R, error: place.error ?? verdict.error };
      const { degraded = OVER, error, notes = {} } = verdict;
      return { ok: true, adds: { putOff: place.as }, degraded, error, notes };
    },
  };
}

const OVER = "the day's ceiling on money is reached";
