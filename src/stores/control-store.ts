/** What the owner has switched by hand. */
export interface Controls {
  /** Since when nothing is sent, in milliseconds since the epoch; absent: all is sent. */
  readonly pausedSinceMs?: number | undefined;
  /** Addresses, in canonical form, and domains as `@example.com`, whose messages are not sent on. */
  readonly blockedSenders: ReadonlySet<string>;
}

/** So many fit into one item of a store, with room to spare, and are read at once. */
export const MOST_BLOCKED_SENDERS = 1_000;

export interface ControlStore {
  /**
   * What was switched a moment ago may not show yet.
   * @throws Unavailable when the store cannot be asked.
   */
  read(): Promise<Controls>;
  /**
   * @param pausedSinceMs undefined ends the pause.
   * @throws Unavailable when the store cannot be asked.
   */
  setPaused(pausedSinceMs: number | undefined): Promise<void>;
  /**
   * @throws Unavailable when the store cannot be asked.
   * @throws RangeError when `MOST_BLOCKED_SENDERS` others are blocked.
   */
  block(sender: string): Promise<void>;
  /** @throws Unavailable when the store cannot be asked. */
  unblock(sender: string): Promise<void>;
}

/** For stores that find the list full. */
export const tooManyBlocked = () =>
  new RangeError(`${MOST_BLOCKED_SENDERS} senders are blocked, and no more can be: unblock some first`);
