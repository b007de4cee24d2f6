import type { Newest } from "./newest.ts";

/** A decision as `GET /_postern/decisions` shows it: what the function logged, and which function it was. */
export interface LoggedDecision {
  readonly function: string;
  readonly requestId?: string;
  readonly gate: string;
  readonly outcome: string;
  readonly reason: string;
  readonly atMs: number;
  readonly durationMs?: number;
  /** `doctor`: the request was its trial, and no visitor's. */
  readonly probe?: string;
  readonly detail?: string;
  readonly degraded?: readonly string[];
  readonly trail?: readonly unknown[];
}

interface DecisionLogOptions {
  readonly functionName: string;
  readonly decisions: Newest<LoggedDecision>;
  /** Takes lines for the terminal. */
  readonly print: (line: string) => void;
  /** Print decisions as they were logged, not in short. */
  readonly raw: boolean;
  readonly nowMs: () => number;
}

/** Where a function's log goes: decisions into the list, and in short to the terminal; other lines as they are. */
export function decisionLog(options: DecisionLogOptions): (line: string) => void {
  const { functionName, decisions, print, raw, nowMs } = options;
  return (line) => {
    const logged = readDecision(line);
    if (logged === undefined) return print(line);
    const decision: LoggedDecision = { function: functionName, atMs: nowMs(), ...logged };
    decisions.add(decision);
    print(raw ? line : inShort(decision));
  };
}

/** Below its LOG_LEVEL a function logs only the counts of a decision; they tell its outcome still. */
function readDecision(line: string): Omit<LoggedDecision, "function" | "atMs"> | undefined {
  const parsed = parse(line);
  if (!isDecision(parsed)) return undefined;
  const { level, message, Decisions, Degraded, _aws, ...decision } = parsed;
  return decision;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isDecision(line: unknown): line is LoggedDecision & Readonly<Record<string, unknown>> {
  if (typeof line !== "object" || line === null) return false;
  const { gate, outcome, reason } = line as Record<string, unknown>;
  return [gate, outcome, reason].every((each) => typeof each === "string");
}

/** `23:40:01  contact  refused RATE_LIMITED  1.2 ms` */
function inShort({
  function: name,
  atMs,
  outcome,
  reason,
  durationMs,
  probe,
  detail,
  degraded,
}: LoggedDecision): string {
  const what = reason.toLowerCase() === outcome ? outcome : `${outcome} ${reason}`;
  const took = durationMs === undefined ? [] : [`${durationMs.toFixed(1)} ms`];
  const by = probe === undefined ? [] : [`(trial of the ${probe})`];
  const why = detail === undefined ? [] : [detail];
  const trouble = degraded === undefined ? [] : [`degraded: ${degraded.join("; ")}`];
  return [new Date(atMs).toTimeString().slice(0, 8), name, what, ...by, ...why, ...took, ...trouble].join(
    "  ",
  );
}
