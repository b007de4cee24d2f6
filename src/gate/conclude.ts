import type { At } from "./check.ts";
import type { Gate, Outcome } from "./gate.ts";
import type { Soon } from "./soon.ts";
import {
  type Allowed,
  type Conclusion,
  type Decision,
  type Ending,
  GateBroke,
  type Refused,
} from "./trail.ts";

/** What came of a request, as answers are made from it: total, so that nothing ends without an answer. */
export type Ended<R extends string, T> =
  | { readonly as: "done"; readonly value: T }
  | { readonly as: "refused"; readonly refusal: Refused<R> }
  | { readonly as: "failed" | "unknown"; readonly because: "SEND_FAILED" | "INTERNAL_ERROR" };

export interface Concluded<R extends string, T> {
  readonly ended: Ended<R, T>;
  readonly conclusion: Conclusion;
}

const SENT = { outcome: "sent", reason: "SENT" } as const;

/**
 * Sends one request through a gate and says what came of it, once for those who answer and once for those who count.
 * A check or an act that broke is an ending too; only misuse of the gate itself is thrown.
 * @param success how an act that happened is counted. Default: as sent.
 */
export function conclude<In, Out, R extends string, T>(
  gate: Gate<In, Out, R>,
  input: In,
  at: At,
  act: (passed: Out) => Promise<Outcome<T>>,
  success: { readonly outcome: Ending; readonly reason: string } = SENT,
): Soon<Concluded<R, T>> {
  const { name } = gate;
  const concluded = (decision: Acted<Out, R, T>): Concluded<R, T> => {
    if (!decision.ok) return refused(name, decision);
    const told = { gate: name, trail: decision.trail };
    const { outcome } = decision;
    if (outcome.sent === true) {
      return { ended: { as: "done", value: outcome.value }, conclusion: { ...told, ...success } };
    }
    const as = outcome.sent === "unknown" ? "unknown" : "failed";
    const { reason: detail, error } = outcome;
    const because = "SEND_FAILED";
    return { ended: { as, because }, conclusion: { ...told, outcome: as, reason: because, detail, error } };
  };
  return whatever(name, () => gate.through(input, at, act), concluded);
}

type Acted<Out, R extends string, T> = Refused<R> | (Allowed<Out> & { readonly outcome: Outcome<T> });

/**
 * The same without an act: what the checks took stays taken.
 * @param success how a request that passed is counted.
 */
export function concludeDecision<In, Out, R extends string>(
  gate: Gate<In, Out, R>,
  input: In,
  at: At,
  success: { readonly outcome: Ending; readonly reason: string },
): Soon<Concluded<R, Out>> {
  const { name } = gate;
  const concluded = (decision: Decision<Out, R>): Concluded<R, Out> => {
    if (!decision.ok) return refused(name, decision);
    const { passed, trail } = decision;
    const { outcome, reason } = success;
    return { ended: { as: "done", value: passed }, conclusion: { gate: name, outcome, reason, trail } };
  };
  return whatever(name, () => gate.decide(input, at), concluded);
}

/** A gate that broke, at once or later, ends like any other. */
function whatever<D, C>(gate: string, decide: () => Soon<D>, concluded: (decision: D) => C) {
  try {
    const decision = decide();
    return decision instanceof Promise
      ? decision.then(concluded, (error) => broken(gate, error))
      : concluded(decision);
  } catch (error) {
    return broken(gate, error);
  }
}

function refused<R extends string>(gate: string, refusal: Refused<R>): Concluded<R, never> {
  const { reason, trail } = refusal;
  return { ended: { as: "refused", refusal }, conclusion: { gate, outcome: "refused", reason, trail } };
}

/** @throws whatever is not of a gate's making. */
function broken(gate: string, error: unknown): Concluded<never, never> {
  if (!(error instanceof GateBroke)) throw error;
  const { trail, acted, cause } = error;
  const as = acted ? "unknown" : "failed";
  const because = "INTERNAL_ERROR";
  const conclusion: Conclusion = { gate, trail, outcome: as, reason: because, error: cause };
  return { ended: { as, because }, conclusion };
}
