/**
 * Remembers what has been claimed: the slots of a limit, requests that must not be repeated. It counts nothing and judges
 * nothing: what there is to claim and what it is called is the caller's business.
 */
export interface ClaimStore {
  /**
   * Claims a key if nobody has, or the claim on it has expired, in one atomic write.
   * @returns whether it is ours now.
   * @throws Unavailable when the store cannot be asked; the claim may have been made all the same.
   */
  claim(key: string, nowSeconds: number, expiresAtSeconds: number): Promise<boolean>;
  /**
   * Gives back what the caller has claimed.
   * @throws Unavailable when the store cannot be asked.
   */
  release(key: string, nowSeconds: number): Promise<void>;
}

/**
 * A claim given back expires this long ago, so that it is free on instances whose clock is behind as well; and not at
 * zero, because DynamoDB never deletes what expired more than five years ago.
 */
export const SPENT_SECONDS_AGO = 60;
