import { isUnavailable } from "../gate/is-unavailable.ts";
import type { Conclusion, Trail } from "../gate/trail.ts";
import { dayExpiresAtSeconds, dayOf } from "../limits/day.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { SpendEntry, Spent } from "../stores/spend-store.ts";

/** What a day held is of interest for a while, and an instance whose clock is behind still counts in the day before. */
export const DAYS_KEPT = 7;

/** Whoever is told at this part of a limit can still do something about it. */
const WARNING_PERCENT = 80;

/** The metric, by gate, of a reservation that brought an account to its warning. */
export const SPEND_WARNING = "SpendWarning";

export interface Warnings {
  /** The accounts that a reservation brought to their warning, as the first of the day. */
  readonly accounts: readonly string[];
  /** Why nobody could be asked whether it was the first; it is told all the same. */
  readonly error?: unknown;
}

/**
 * An account may cross the line several times a day, because amounts are given back; a claim makes the first one count. It
 * is asked for at a crossing only, so that all other messages cost no second write.
 *
 * ```
 *   spent ───▶ ...... 80 % ──╮  ╭── crossed again: the claim is taken, no second warning
 *                     first ─╯╰─╯ given back
 * ```
 */
export async function warningsOf(
  entries: readonly SpendEntry[],
  spent: Spent,
  claims: ClaimStore,
  nowMs: number,
): Promise<Warnings> {
  const accounts: string[] = [];
  let error: unknown;
  for (const { account } of entries.filter((entry) => isCrossing(entry, spent))) {
    const key = `spend#${dayOf(nowMs)}#warned#${account}`;
    try {
      if (await claims.claim(key, Math.floor(nowMs / 1_000), dayExpiresAtSeconds(nowMs, DAYS_KEPT)))
        accounts.push(account);
    } catch (cause) {
      if (!isUnavailable(cause)) throw cause;
      // A warning that comes twice beats one that never comes.
      accounts.push(account);
      error = cause;
    }
  }
  return { accounts, error };
}

/** Amounts are added one after the other, so that on the way up exactly one of them crosses. */
function isCrossing({ account, microUsd, limitMicroUsd }: SpendEntry, spent: Spent): boolean {
  if (limitMicroUsd === undefined) return false;
  const after = spent[account] ?? 0;
  const isReached = (held: number) => held * 100 >= limitMicroUsd * WARNING_PERCENT;
  return isReached(after) && !isReached(after - microUsd);
}

/** What a decision has to count of its warnings, for the metrics of its conclusion. */
export const spendCounts = (trail: Trail): readonly string[] =>
  trail.some(({ notes }) => notes?.warned !== undefined) ? [SPEND_WARNING] : [];

/** With its warning, however the request ended: it comes once a day, and nobody would tell it later. */
export function withSpendCounts(conclusion: Conclusion): Conclusion {
  const warned = spendCounts(conclusion.trail);
  const { counts = [] } = conclusion;
  return warned.length === 0 ? conclusion : { ...conclusion, counts: [...new Set([...counts, ...warned])] };
}
