/** Why a message is there: refused and kept to be looked at, or accepted and kept for the record. */
export const KEPT_AS = ["held", "archived"] as const;
export type KeptAs = (typeof KEPT_AS)[number];

/** A message of a visitor, with everything personal that it has: it lives in a table of its own, and not for ever. */
export interface KeptMessage {
  readonly keptAs: KeptAs;
  /** Begins with the moment it came, so that lists are in its order: `2026-11-22T09:30:00.000Z-1f0c…`. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
  /** The reason of the refusal, of a held one. */
  readonly reason?: string | undefined;
  readonly expiresAtMs: number;
}

export interface MessagePage {
  readonly messages: readonly KeptMessage[];
  /** Where the next page begins, for `list`; absent at the end. A page may be empty and yet not the last. */
  readonly next?: string | undefined;
}

/**
 * Keeps messages. What has expired is not found any more, whenever it is really deleted. An id that `isMessageId` does not
 * know is misuse: a TypeError.
 */
export interface MessageStore {
  /** @throws Unavailable when the store cannot be asked. */
  keep(message: KeptMessage): Promise<void>;
  /**
   * The messages of one UTC day, oldest first.
   * @param day such as `2026-11-22`.
   * @throws Unavailable when the store cannot be asked.
   */
  list(keptAs: KeptAs, day: string, nowMs: number, from?: string): Promise<MessagePage>;
  /**
   * How many messages of one UTC day there are, without reading them.
   * @param day such as `2026-11-22`.
   * @throws Unavailable when the store cannot be asked.
   */
  count(keptAs: KeptAs, day: string, nowMs: number): Promise<number>;
  /** @throws Unavailable when the store cannot be asked. */
  find(keptAs: KeptAs, id: string, nowMs: number): Promise<KeptMessage | undefined>;
  /** @throws Unavailable when the store cannot be asked. */
  remove(keptAs: KeptAs, id: string): Promise<void>;
  /**
   * Reads the whole table, page by page, for messages of one address.
   * @returns what there is of it, expired or not, and how many messages were read.
   * @throws Unavailable when the store cannot be asked.
   */
  ofAddress(isThis: (email: string) => boolean): Promise<{
    readonly found: readonly Pick<KeptMessage, "keptAs" | "id">[];
    readonly scanned: number;
  }>;
}

/** Visible ASCII after the moment: ids are compared by bytes in one store and by code units in another. */
const MESSAGE_ID = /^(\d{4}-\d\d-\d\d)T[!-~]{1,200}$/;

/** For those who take an id from a person. */
export const isMessageId = (id: string): boolean => MESSAGE_ID.test(id);

/**
 * The UTC day of a message.
 * @throws TypeError when it is no message's id.
 */
export function dayOfMessage(id: string): string {
  const [, day] = MESSAGE_ID.exec(id) ?? [];
  if (day === undefined) throw new TypeError(`"${id}" is no message's id: it begins with the moment it came`);
  return day;
}
