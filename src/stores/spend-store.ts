/** An amount on one account of a day, in millionths of a US dollar: whole numbers, so that sums are exact. */
export interface SpendEntry {
  /** `total`, or a part of it such as `country66`: letters and digits. */
  readonly account: string;
  readonly microUsd: number;
  /** What the account may hold at most, after this. Absent: it is only counted. */
  readonly limitMicroUsd?: number | undefined;
}

/** What the accounts of a day hold. */
export type Spent = Readonly<Record<string, number>>;

/** Counts money by day. One write holds all accounts of a day, so that they move together or not at all. */
export interface SpendStore {
  /**
   * Adds all entries in one atomic write, unless one would pass its limit; then nothing is added.
   * @returns what these accounts hold after it; undefined when a limit stands against it.
   * @throws Unavailable when the store cannot be asked; it may have been added all the same.
   * @throws TypeError on entries that are no amounts of money: `checkEntries`.
   */
  reserve(day: string, entries: readonly SpendEntry[], expiresAtSeconds: number): Promise<Spent | undefined>;
  /**
   * Takes back what was added, all of it or, where an account holds less than that, nothing.
   * @throws Unavailable when the store cannot be asked; it may have been taken back all the same.
   * @throws TypeError on entries that are no amounts of money: `checkEntries`.
   */
  giveBack(day: string, entries: readonly SpendEntry[]): Promise<void>;
}

/** For whoever looks at a day; a function that spends needs none of this, nor the right to read. */
export interface SpendReader {
  /** @throws Unavailable when the store cannot be asked. */
  read(day: string): Promise<Spent>;
}

/**
 * Money is exact or it is nothing: a fraction, an amount below zero or one that a double cannot hold would make the ceiling
 * a guess.
 * @throws TypeError on no entries, an amount or limit that is no whole number from 0 on, a name that is no account's, or
 * one named twice.
 */
export function checkEntries(entries: readonly SpendEntry[]): void {
  if (entries.length === 0) throw new TypeError("an amount needs an account");
  for (const { account, microUsd, limitMicroUsd = 0 } of entries) {
    if (!ACCOUNT.test(account))
      throw new TypeError(`"${account}" is no account: letters and digits, not pk or ttl`);
    if (!isAmount(microUsd) || !isAmount(limitMicroUsd)) {
      throw new TypeError(`${account}: ${microUsd} up to ${limitMicroUsd} are no whole amounts in microUsd`);
    }
  }
  const names = new Set(entries.map(({ account }) => account));
  if (names.size < entries.length) throw new TypeError("an account is named twice");
}

/** Not as the other attributes of an item are called. */
const ACCOUNT = /^(?!(?:pk|ttl)$)[a-zA-Z0-9]+$/;
const isAmount = (value: number) => Number.isSafeInteger(value) && value >= 0;
