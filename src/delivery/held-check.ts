import type { Check } from "../gate/check.ts";
import type { Keeping, Written } from "./held.ts";

/**
 * The same check, and what it refuses is held. The verdict stays what it was; its notes say whether the message is `held`, and
 * a store that failed stands in the trail.
 * @param writtenIn what there is to keep, as far as it is known where this check stands.
 */
export function holding<Needs, Adds, R extends string>(
  check: Check<Needs, Adds, R>,
  keeping: Pick<Keeping, "hold">,
  writtenIn: (input: Needs) => Written,
): Check<Needs, Adds, R> {
  return {
    name: check.name,
    run: async (input, at) => {
      const verdict = await check.run(input, at);
      if (verdict.ok) return verdict;
      const kept = await keeping.hold(writtenIn(input), verdict.reason, at.nowMs);
      const held = kept.as === "not-kept" ? kept.because : kept.as;
      const notes = { ...verdict.notes, held };
      return { ...verdict, notes, ...(kept.as === "failed" && { error: kept.error }) };
    },
  };
}
