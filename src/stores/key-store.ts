import type { UsagePolicy } from "../limits/usage-policy.ts";

/** What is kept of an API key. Of the key itself only its hash, which is where it is kept. */
export interface KeyRecord {
  /** Names the client in logs and counts; stays the same when the key is rotated. */
  readonly id: string;
  readonly name: string;
  /** Name of its usage plan. */
  readonly plan: string;
  /** What this client has instead of its plan's. */
  readonly override?: Partial<UsagePolicy> | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs?: number | undefined;
  readonly disabledAtMs?: number | undefined;
}

/** Keeps API keys by their hash. */
export interface KeyStore {
  /** @throws Unavailable when the store cannot be asked. */
  find(hash: string): Promise<KeyRecord | undefined>;
}

export interface StoredKey {
  readonly hash: string;
  readonly record: KeyRecord;
}

/** For those who manage keys; a function that checks them needs none of this. */
export interface KeyRegistry extends KeyStore {
  /**
   * Writes a record, replacing the one that was there.
   * @param was the record as it was read. When it is another by now, nothing is written: two who manage at the same time
   * must not undo each other's work.
   * @returns whether it was written.
   * @throws Unavailable when the store cannot be asked.
   */
  put(key: StoredKey, was?: KeyRecord): Promise<boolean>;
  /** All keys. Reads the whole table: for tens or hundreds of clients, not for millions. */
  list(): Promise<readonly StoredKey[]>;
}
