/** Counts up to a limit. */
export interface CounterStore {
  /**
   * Adds one unless the count has reached the limit, in one atomic write.
   * @returns whether it was counted.
   * @throws Unavailable when the store cannot be asked.
   */
  add(key: string, limit: number, expiresAtSeconds: number): Promise<boolean>;
  /**
   * Takes one back.
   * @throws Unavailable when the store cannot be asked.
   */
  subtract(key: string): Promise<void>;
}
