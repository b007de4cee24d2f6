export interface FoundAnswer {
  readonly text: string;
  /** For those who pass it on: a copy must not outlive what it is a copy of. */
  readonly expiresAtSeconds: number;
}

/** Keeps what was answered, so that the same question gets the same answer. */
export interface AnswerStore {
  /**
   * What is kept under a key, unless its expiry has passed.
   * @throws Unavailable when the store cannot be asked.
   */
  find(key: string, nowSeconds: number): Promise<FoundAnswer | undefined>;
  /** @throws Unavailable when the store cannot be asked. */
  keep(key: string, text: string, expiresAtSeconds: number): Promise<void>;
}
