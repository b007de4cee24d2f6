/**
 * - `warning`: mail and texts go, but not as well, as safely or as long as they should.
 * - `failure`: some mail, text or visitor does not get through.
 * - `unknown`: it could not be looked at, so that nobody should rely on it.
 */
export type Level = "ok" | "warning" | "failure" | "unknown";

/** What one look came to. No secret stands in it, and no address or number of a person: settings go by their names. */
export interface Finding {
  /** Stays the same from version to version, for programs: `ses-sandbox`. */
  readonly check: string;
  readonly level: Level;
  readonly says: string;
  /** What to do about it. Whatever is not `ok` has one. */
  readonly remedy?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, level: "ok", says });

const notOk =
  (level: Exclude<Level, "ok">) =>
  (check: string, says: string, remedy: string): Finding => ({ check, level, says, remedy });

export const warning = notOk("warning");
export const failure = notOk("failure");
export const unknown = notOk("unknown");
