/**
 * A part outside (a store, a provider, a resolver) could not be asked: unreachable, too slow, or broken.
 * Stores and senders wrap what they catch in this once, with the original as `cause`; `orElse` fails open or
 * closed on it and on nothing else, so that a bug of ours never counts as an outage.
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  /** Which part, as it is called in logs: `dynamodb`, `ses`. */
  readonly part: string;

  constructor(part: string, cause: unknown) {
    super(`${part} is unavailable`, { cause });
    this.part = part;
  }
}
