/** What a claim found. */
export type OnceClaim =
  | { readonly as: "claimed" }
  /** It has been done, and nobody needs to do it again. */
  | { readonly as: "done"; readonly fingerprint: string }
  /** Somebody is doing it, or has crashed while doing it; until then nobody else may. */
  | { readonly as: "under-way"; readonly fingerprint: string; readonly leaseUntilMs: number };

export interface OnceWork {
  readonly key: string;
  /** Tells another request under the same key. Nothing can be read off it. */
  readonly fingerprint: string;
  /** Whose claim it is: unguessable, new for each attempt. */
  readonly token: string;
  /** A claim that is neither finished nor released is free again then: its owner has crashed. */
  readonly leaseUntilMs: number;
  /** So long it is remembered that it was done. */
  readonly expiresAtMs: number;
}

/**
 * Remembers what has been done once, and what is being done. One conditional write claims, so that of any number of
 * attempts at once exactly one gets it.
 */
export interface OnceStore {
  /** @throws Unavailable when the store cannot be asked; the claim may have been made all the same. */
  claim(work: OnceWork, nowMs: number): Promise<OnceClaim>;
  /**
   * Writes down that it was done, whoever holds the claim by now: it is true.
   * @throws Unavailable when the store cannot be asked.
   */
  finish(work: OnceWork, nowMs: number): Promise<void>;
  /**
   * Gives back one's own claim: it surely was not done. A claim that somebody else has taken meanwhile stays.
   * @throws Unavailable when the store cannot be asked.
   */
  release(work: OnceWork, nowMs: number): Promise<void>;
}
