import { type At, type Check, type Notes, passed, refuse } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import { orElse } from "../gate/or-else.ts";
import { dayExpiresAtSeconds, dayOf, secondsUntilNextDay } from "../limits/day.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { SpendEntry, SpendStore } from "../stores/spend-store.ts";
import type { Charge } from "./charges.ts";
import { DAYS_KEPT, SPEND_WARNING, type Warnings, warningsOf } from "./warning.ts";

export interface CeilingOptions<Needs> {
  readonly store: SpendStore;
  /** Makes a warning come once. Asked at a crossing only. */
  readonly claims: ClaimStore;
  readonly chargeOf: Charge<Needs>;
}

/** `SPEND_LIMIT`: the day's money is spent. `SPEND_UNKNOWN`: nobody can tell, so nothing is sent. */
export type SpendReason = "SPEND_LIMIT" | "SPEND_UNKNOWN";

export interface Ceiling<Needs> {
  readonly check: Check<Needs, void, SpendReason>;
  /**
   * Reserves the same once more, for a second provider that is tried when nobody knows whether the first one sent: both may
   * be charged. A first provider that surely did not send needs no second reservation.
   */
  again(input: Needs, at: Pick<At, "nowMs">): Promise<ReservedAgain>;
  /** What the check has reserved in the same decision, for whoever gives it back later. */
  reservation(input: Needs, at: Pick<At, "nowMs">): Promise<Reservation>;
  /**
   * For what surely was never sent, and once: twice would make room that nobody has paid for.
   * @throws Unavailable when the store cannot be asked: then it stays counted.
   */
  giveBack(reservation: Reservation): Promise<void>;
}

/** What was reserved, in words that can be kept: by account. */
export interface Reservation {
  readonly day: string;
  readonly microUsd: Readonly<Record<string, number>>;
}

export type ReservedAgain =
  | {
      readonly reserved: true;
      /** What this has to count: its warning, if it brought an account to it. */
      readonly counts: readonly string[];
      /**
       * For a second provider that surely did not send. What the first one reserved stays.
       * @throws Unavailable when the store cannot be asked: then it stays counted.
       */
      readonly giveBack: () => Promise<void>;
      readonly error?: unknown;
    }
  | { readonly reserved: false; readonly reason: SpendReason; readonly error?: unknown };

/**
 * Nothing is sent that has not been paid for in advance: the estimate is added to the accounts of the day in one atomic write
 * that refuses to pass a limit. It is given back when surely nothing was sent, and stays when nobody knows. Fails closed: an
 * attacker who can make the store fail must not get texts for it.
 */
export function ceiling<Needs>(options: CeilingOptions<Needs>): Ceiling<Needs> {
  const { store, claims, chargeOf } = options;

  const take = async (entries: readonly SpendEntry[], nowMs: number): Promise<Taken | undefined> => {
    const day = dayOf(nowMs);
    const spent = await store.reserve(day, entries, dayExpiresAtSeconds(nowMs, DAYS_KEPT));
    if (spent === undefined) return undefined;
    const warnings = await warningsOf(entries, spent, claims, nowMs);
    return { warnings, giveBack: () => store.giveBack(day, entries) };
  };

  const spend: Check<Needs, void, SpendReason> = {
    name: "spend",
    run: async (input, { nowMs }) => {
      const entries = chargeOf(input);
      const taken = await take(entries, nowMs);
      if (taken === undefined) {
        const retryAfterSeconds = secondsUntilNextDay(nowMs);
        return refuse("SPEND_LIMIT", { retryAfterSeconds, notes: notesOf(entries) });
      }
      const undo = async () => {
        await taken.giveBack();
        return "undone" as const;
      };
      const { accounts, error } = taken.warnings;
      return {
        ...passed,
        undo,
        error,
        notes: { ...notesOf(entries), ...(accounts.length > 0 && { warned: accounts }) },
      };
    },
  };

  return {
    check: orElse(spend, unknown, "the spend table is out of reach: nothing is sent"),
    reservation: async (input, { nowMs }) => ({
      day: dayOf(nowMs),
      microUsd: Object.fromEntries(chargeOf(input).map(({ account, microUsd }) => [account, microUsd])),
    }),
    giveBack: ({ day, microUsd }) =>
      store.giveBack(
        day,
        Object.entries(microUsd).map(([account, amount]) => ({ account, microUsd: amount })),
      ),
    again: async (input, { nowMs }) => {
      try {
        const taken = await take(chargeOf(input), nowMs);
        if (taken === undefined) return { reserved: false, reason: "SPEND_LIMIT" };
        const { warnings, giveBack } = taken;
        return {
          reserved: true,
          counts: warnings.accounts.length > 0 ? [SPEND_WARNING] : [],
          giveBack,
          error: warnings.error,
        };
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        return { reserved: false, reason: "SPEND_UNKNOWN", error };
      }
    },
  };
}

interface Taken {
  readonly warnings: Warnings;
  readonly giveBack: () => Promise<void>;
}

const unknown: Check<unknown, never, "SPEND_UNKNOWN"> = {
  name: "spend-unknown",
  run: () => refuse("SPEND_UNKNOWN"),
};

/** Every account holds the same amount. */
const notesOf = (entries: readonly SpendEntry[]): Notes => ({ microUsd: entries[0]?.microUsd ?? 0 });
