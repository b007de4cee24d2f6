import type { Usage, UsagePolicy } from "../limits/usage-policy.ts";

/** The usage as a store saw it last. */
export interface SeenUsage extends Usage {
  /** Names of the counts it keeps, of any period: the store deletes old ones with its next write. */
  readonly counts?: readonly string[];
}

/** Whether a call was counted, and the usage as it is now. */
export interface UsageAnswer {
  readonly counted: boolean;
  readonly usage: SeenUsage;
}

/** What a key has used, for people to see. */
export interface UsageRecord extends Usage {
  /** In UTC, such as `2026-11-22`. */
  readonly lastUsedDay: string;
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

/** For those who manage keys; a function that counts calls needs none of this. */
export interface UsageReader {
  /**
   * Undefined for a key that was never used.
   * @throws Unavailable when the store cannot be asked.
   */
  read(key: string, nowMs: number, policy: UsagePolicy): Promise<UsageRecord | undefined>;
}
