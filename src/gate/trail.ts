import type { Notes, UndoReason } from "./check.ts";

/** One check that ran, as logs, metrics and the console read it. */
export interface Step {
  readonly check: string;
  /** `broke`: the check threw. A shadow check that breaks refuses nothing. */
  readonly verdict: "passed" | "refused" | "broke";
  readonly reason?: string;
  /** The check only watched: its verdict was recorded and had no consequence. */
  readonly shadow?: true;
  readonly degraded?: string;
  readonly notes?: Notes;
  readonly tookMs: number;
  /** Why the effect was taken back. Absent when there was none, or its undo decided to keep it. */
  readonly undone?: UndoReason;
  /** What broke: the check, the store behind a degraded verdict, or the undo. For the log, which redacts it. */
  readonly error?: unknown;
}

export type Trail = readonly Step[];

export interface Allowed<Out> {
  readonly ok: true;
  readonly passed: Out;
  readonly trail: Trail;
}

export interface Refused<R extends string> {
  readonly ok: false;
  readonly reason: R;
  /** The name of the check that refused. */
  readonly refusedBy: string;
  readonly retryAfterSeconds?: number;
  readonly notes?: Notes;
  readonly trail: Trail;
}

export type Decision<Out, R extends string> = Allowed<Out> | Refused<R>;

/** How a request ended. `unknown`: the act may or may not have happened. `answered`: nothing was to be decided. */
export type Ending = "sent" | "refused" | "failed" | "unknown" | "answered";

/** What came of one request through a gate: what logs, metrics and the console are made of. */
export interface Conclusion {
  readonly gate: string;
  readonly outcome: Ending;
  /** Why, in one word of a closed list: it becomes a metric's dimension. */
  readonly reason: string;
  readonly trail: Trail;
  /** The fallback by which the act went another way than it should have, in one sentence. */
  readonly degraded?: string | undefined;
  /** What the provider said, in its own code. */
  readonly detail?: string | undefined;
  /** What made the request to see whether it would be answered, such as `doctor`. */
  readonly probe?: string | undefined;
  /** Names of further things to count, beside the outcome: each becomes a metric by gate. */
  readonly counts?: readonly string[] | undefined;
  /** What broke outside any check. May quote a provider: only for a log, which redacts it. */
  readonly error?: unknown;
}

/** The fallbacks that decided somewhere on the way, one sentence each. */
export function degradations(trail: Trail): string[] {
  return trail.flatMap((step) => (step.degraded === undefined ? [] : [step.degraded]));
}

/** A check or the act threw. Carries how far the decision came; `cause` is what was thrown. */
export class GateBroke extends Error {
  override readonly name = "GateBroke";
  readonly trail: Trail;
  /** The act had begun: nobody knows whether it happened. */
  readonly acted: boolean;

  constructor(gate: string, where: string, trail: Trail, acted: boolean, cause: unknown) {
    super(`${gate}: ${where} broke`, { cause });
    this.trail = trail;
    this.acted = acted;
  }
}
