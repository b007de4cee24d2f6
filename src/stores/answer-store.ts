/** Keeps what was answered, so that the same question gets the same answer. */
export interface AnswerStore {
  /**
   * The text kept under a key, unless its expiry has passed.
   * @throws Unavailable when the store cannot be asked.
   */
  find(key: string, nowSeconds: number): Promise<string | undefined>;
  /** @throws Unavailable when the store cannot be asked. */
  keep(key: string, text: string, expiresAtSeconds: number): Promise<void>;
}
