import type { Usage, UsagePolicy } from "../limits/usage-policy.ts";

/** The usage as a store saw it last. */
export interface SeenUsage extends Usage {
  /** Counts of earlier periods, for the store to delete with its next write. */
  readonly leftovers?: readonly string[];
}

/** Whether a call was counted, and the usage as it is now. */
export interface UsageAnswer {
  readonly counted: boolean;
  readonly usage: SeenUsage;
}

/** Counts the calls of API keys. */
export interface UsageStore {
  /**
   * Counts a call if bucket and quota both have room, atomically: a call that one of them refuses uses up nothing of the
   * other.
   * @param seen what the last answer for this key said; lets the store decide in one write instead of two.
   * @throws Unavailable when the store cannot be asked.
   */
  count(key: string, nowMs: number, policy: UsagePolicy, seen?: SeenUsage): Promise<UsageAnswer>;
}
