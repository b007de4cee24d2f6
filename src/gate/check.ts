/**
 * When a decision is made. Checks take time from here and never from a global clock, so that a test can
 * choose it.
 */
export interface At {
  /** Wall clock, milliseconds since the epoch, fixed for the whole decision. */
  readonly nowMs: number;
  /** Monotonic milliseconds since the decision began. */
  readonly elapsedMs: () => number;
  /** How long the platform lets this run, in milliseconds from now. Absent: nobody says. */
  readonly remainingMs?: (() => number) | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * Takes a check's effect back. It is told why and may decide to do nothing.
 * - `refused`: a later check refused.
 * - `not-sent`: the act surely did not happen, or a later check broke: the fault was ours.
 */
export type UndoReason = "refused" | "not-sent";
export type Undo = (why: UndoReason) => Promise<"undone" | "kept">;

/** What a check may tell the trail. Notes end in logs: no address, number, key or text of a visitor. */
export type Notes = Readonly<Record<string, string | number | readonly string[]>>;

interface Said {
  /** Set when the check could not judge as it should and a named fallback decided instead: the reason. */
  readonly degraded?: string;
  /** What broke on the way, for the log, which redacts it. */
  readonly error?: unknown;
  readonly notes?: Notes;
}

export interface Pass<Adds> extends Said {
  readonly ok: true;
  /** What later checks and the act may rely on. */
  readonly adds: Adds;
  readonly undo?: Undo;
}

export interface Refusal<R extends string> extends Said {
  readonly ok: false;
  readonly reason: R;
  readonly retryAfterSeconds?: number;
}

export type Verdict<Adds, R extends string> = Pass<Adds> | Refusal<R>;

/**
 * Looks at what came in and returns a verdict. Refusing is a value; `run` throws only for misuse or broken
 * I/O ({@link Unavailable} when a part outside could not be asked).
 */
export interface Check<Needs, Adds, R extends string> {
  readonly name: string;
  readonly run: (input: Needs, at: At) => Verdict<Adds, R> | Promise<Verdict<Adds, R>>;
}

/** The verdict of a check that lets pass and adds nothing. */
export const passed: Pass<void> = Object.freeze({ ok: true, adds: undefined });

export function refuse<const R extends string>(
  reason: R,
  more: Omit<Refusal<R>, "ok" | "reason"> = {},
): Refusal<R> {
  return { ok: false, reason, ...more };
}
