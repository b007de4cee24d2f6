/**
 * Remembers which slots are taken. It counts nothing and judges nothing: how many slots there are and what they
 * are called is the limit's business.
 */
export interface SlotStore {
  /**
   * Takes a slot if it is free or its expiry has passed, in one atomic write.
   * @returns whether it is ours now.
   * @throws Unavailable when the store cannot be asked; the slot may have been taken all the same.
   */
  claim(key: string, nowSeconds: number, expiresAtSeconds: number): Promise<boolean>;
  /**
   * Frees a slot that the caller has claimed.
   * @throws Unavailable when the store cannot be asked.
   */
  release(key: string, nowSeconds: number): Promise<void>;
}

/**
 * A freed slot expires this long ago, so that it is free on instances whose clock is behind as well; and not at
 * zero, because DynamoDB never deletes what expired more than five years ago.
 */
export const SPENT_SECONDS_AGO = 60;
