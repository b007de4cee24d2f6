import { type Conclusion, degradations, type Step } from "../gate/trail.ts";
import { isLogged, type LogLevel, written } from "./log.ts";
import { DEFAULT_NAMESPACE, type Metrics, metricsIn } from "./metrics.ts";
import { loggedError } from "./redact.ts";

export interface DecisionRecord extends Conclusion {
  readonly requestId: string;
  readonly atMs: number;
  readonly durationMs: number;
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
}

/**
 * The one line that closes a request: the record for people, and the same line as CloudWatch metrics (embedded
 * metric format), counted by gate, outcome and reason. Each distinct set of dimensions costs money every month,
 * so none identifies anybody. Below `minimum` only the counts are left: under attack, logs cost more than the
 * refusals they tell of.
 */
export function decisionLine(
  record: DecisionRecord,
  minimum: LogLevel = "info",
  metrics: Metrics = IN_DEFAULT_NAMESPACE,
): string {
  const { gate, outcome, reason, trail, error } = record;
  const degraded = [...degradations(trail), ...(record.degraded === undefined ? [] : [record.degraded])];
  const broke =
    outcome === "failed" ||
    error !== undefined ||
    degraded.length > 0 ||
    trail.some((step) => step.error !== undefined);
  const level = broke ? "error" : "info";
  return JSON.stringify({
    ...(isLogged(level, minimum) && { level: written(level), message: `${gate}: ${outcome}` }),
    gate,
    outcome,
    reason,
    ...(isLogged(level, minimum) && details(record, degraded)),
    ...metrics(record, degraded.length > 0),
  });
}

const IN_DEFAULT_NAMESPACE = metricsIn(DEFAULT_NAMESPACE);

function details(record: DecisionRecord, degraded: readonly string[]) {
  const { requestId, atMs, durationMs, status, probe, detail, trail, error } = record;
  return {
    requestId,
    atMs,
    durationMs: rounded(durationMs),
    ...(status !== undefined && { status }),
    ...(probe !== undefined && { probe }),
    ...(detail !== undefined && { detail }),
    ...(degraded.length > 0 && { degraded }),
    ...(error !== undefined && { error: loggedError(error) }),
    trail: trail.map(loggedStep),
  };
}

const loggedStep = (step: Step) =>
  step.error === undefined
    ? { ...step, tookMs: rounded(step.tookMs) }
    : { ...step, tookMs: rounded(step.tookMs), error: loggedError(step.error) };

const rounded = (ms: number) => Math.round(ms * 1_000) / 1_000;
