import { parseJsonObject } from "../../http/json-object.ts";
import type { Paint, Style } from "../paint.ts";
import { safeLine } from "../safe-text.ts";

/** A decision as a function logged it, as far as it is shown. Below its LOG_LEVEL only the first three are there. */
export interface Decision {
  readonly gate: string;
  readonly outcome: string;
  readonly reason: string;
  readonly function: string;
  readonly atMs: number;
  readonly requestId?: unknown;
  readonly durationMs?: unknown;
  readonly detail?: unknown;
  readonly degraded?: unknown;
  readonly probe?: unknown;
}

/** Reads a line of a log. Undefined for one that is not a decision. */
export function readDecision(line: string, functionName: string, atMs: number): Decision | undefined {
  const logged = parseJsonObject(line);
  if (logged === undefined) return undefined;
  const { gate, outcome, reason, _aws, Decisions, Degraded, level, message, ...details } = logged;
  if (typeof gate !== "string" || typeof outcome !== "string" || typeof reason !== "string") return undefined;
  return { atMs, ...details, function: functionName, gate, outcome, reason };
}

const STYLES: Readonly<Record<string, Style>> = {
  sent: "good",
  refused: "doubtful",
  failed: "bad",
  unknown: "bad",
};

/** `09:30:00  contact  refused RATE_LIMITED  1.2 ms`, in UTC. */
export function decisionText(decision: Decision, paint: Paint): string {
  const { function: name, outcome, reason, atMs, durationMs, detail, degraded, probe } = decision;
  const what = reason.toLowerCase() === outcome ? outcome : `${outcome} ${reason}`;
  return [
    paint("faint", new Date(atMs).toISOString().slice(11, 19)),
    safeLine(name),
    paint(STYLES[outcome] ?? "faint", safeLine(what)),
    ...(probe === undefined ? [] : [`(trial of the ${safeLine(String(probe))})`]),
    ...(typeof detail === "string" ? [safeLine(detail)] : []),
    ...(typeof durationMs === "number" ? [`${durationMs.toFixed(1)} ms`] : []),
    ...(Array.isArray(degraded) ? [paint("bad", `degraded: ${safeLine(degraded.join("; "))}`)] : []),
  ].join("  ");
}
