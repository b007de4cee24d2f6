import type { Check } from "./checks.ts";

/**
 * - `warning`: mail and texts go, but not as well, as safely or as long as they should.
 * - `failure`: some mail, text or visitor does not get through.
 * - `unknown`: it could not be looked at, so that nobody should rely on it.
 * - `accepted`: it was one of these, and the owner said beforehand that it may be.
 */
export type Level = "ok" | "warning" | "failure" | "unknown" | "accepted";

/** What one look came to. No secret stands in it, and no address or number of a person: settings go by their names. */
export interface Finding {
  readonly check: Check;
  readonly level: Level;
  readonly says: string;
  /** What to do about it. Whatever is not `ok` has one. */
  readonly remedy?: string;
}

export const ok = (check: Check, says: string): Finding => ({ check, level: "ok", says });

const notOk =
  (level: "warning" | "failure" | "unknown") =>
  (check: Check, says: string, remedy: string): Finding => ({ check, level, says, remedy });

export const warning = notOk("warning");
export const failure = notOk("failure");
export const unknown = notOk("unknown");
