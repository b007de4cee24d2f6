import type { At, Check, Refusal, Undo, UndoReason, Verdict } from "./check.ts";
import { type Allowed, type Decision, GateBroke, type Refused, type Step, type Trail } from "./trail.ts";

/** What came of the act. `false`: it surely did not happen. `"unknown"`: it may have. */
export type Outcome<T> =
  | { readonly sent: true; readonly value: T }
  | { readonly sent: false | "unknown"; readonly reason: string; readonly error?: unknown };

/** The keys that two records share. */
type Clash<Out, A> = A extends object ? keyof Out & keyof A : never;

/**
 * An ordered list of checks; the first refusal ends it. Immutable: `check` and `shadow` return a new gate.
 * `In` is what comes in, `Out` what is known once every check has passed, `R` every reason it may refuse for.
 */
export interface Gate<In, Out, R extends string> {
  readonly name: string;
  /**
   * Appends a check. Does not compile when the check needs what nothing before it added, adds what is already
   * there (parse once), or does not name its reasons (a bare `string` would make every table of reasons partial).
   */
  check<A, S extends string>(
    check: Check<Out, A, S> &
      ([Clash<Out, A>] extends [never] ? unknown : { clash: Clash<Out, A> }) &
      (string extends S ? { reasons: "must be named" } : unknown),
  ): Gate<In, A extends object ? Out & A : Out, R | S>;
  /** Appends a check that judges and is recorded and refuses nothing; so it must add nothing. */
  shadow(check: Check<Out, void, string>): Gate<In, Out, R>;
  /**
   * Judges without an act; effects of checks that passed stay, unless a later one refuses.
   * @throws GateBroke when a check threw; the effects so far have been taken back.
   */
  decide(input: In, at: At): Promise<Decision<Out, R>>;
  /**
   * Judges, and acts when every check passed. Effects are undone in reverse order when the act surely did not
   * happen, and kept when its outcome is unknown.
   * @throws GateBroke when a check threw (effects taken back) or the act threw (outcome unknown: kept).
   */
  through<T>(
    input: In,
    at: At,
    act: (passed: Out) => Promise<Outcome<T>>,
  ): Promise<Refused<R> | (Allowed<Out> & { readonly outcome: Outcome<T> })>;
}

/** Every reason that a gate may refuse for: the keys of a table of answers, which is total or does not compile. */
export type ReasonOf<G> = G extends Gate<never, infer _Out, infer R> ? R : never;

/** Inside, the types that a gate has proved at its composition are erased. */
interface Stage {
  readonly check: Check<object, unknown, string>;
  readonly shadow: boolean;
}

interface Effect {
  readonly undo: Undo;
  readonly step: number;
}

export function gate<In extends object>(name: string): Gate<In, In, never> {
  return compose(name, []) as unknown as Gate<In, In, never>;
}

function compose(name: string, stages: readonly Stage[]): Gate<object, object, string> {
  const append = (check: Check<object, unknown, string>, shadow: boolean) => {
    if (stages.some((stage) => stage.check.name === check.name)) {
      throw new TypeError(
        `gate ${name}: two checks are named ${check.name}; a trail could not tell them apart`,
      );
    }
    return compose(name, [...stages, { check, shadow }]);
  };

  return {
    name,
    check: (check) => append(check as Check<object, unknown, string>, false) as never,
    shadow: (check) => append(check, true),
    decide: async (input, at) => (await walk(name, stages, input, at)).decision,
    through: async (input, at, act) => {
      const { decision, trail, effects } = await walk(name, stages, input, at);
      if (!decision.ok) return decision;
      const outcome = await attempt(name, trail, () => act(decision.passed));
      if (outcome.sent === false) await undoAll(effects, trail, "not-sent");
      return { ...decision, outcome };
    },
  };
}

async function walk(name: string, stages: readonly Stage[], input: object, at: At) {
  const trail: Step[] = [];
  const effects: Effect[] = [];
  let known: object = input;

  for (const { check, shadow } of stages) {
    const startedMs = at.elapsedMs();
    let verdict: Verdict<unknown, string>;
    try {
      const judged = check.run(known, at);
      verdict = judged instanceof Promise ? await judged : judged;
    } catch (error) {
      trail.push({
        check: check.name,
        verdict: "broke",
        ...asShadow(shadow),
        tookMs: since(startedMs, at),
        error,
      });
      if (shadow) continue;
      await undoAll(effects, trail, "not-sent");
      throw new GateBroke(name, check.name, trail, false, error);
    }

    trail.push(stepOf(check.name, verdict, shadow, since(startedMs, at)));
    if (verdict.ok) {
      if (verdict.undo) effects.push({ undo: verdict.undo, step: trail.length - 1 });
      // The caller's own input is never written to; the first addition makes a copy, the others extend it.
      if (!shadow && isRecord(verdict.adds))
        known = Object.assign(known === input ? { ...input } : known, verdict.adds);
    } else if (!shadow) {
      await undoAll(effects, trail, "refused");
      return { decision: refusal(check.name, verdict, trail), trail, effects };
    }
  }
  const decision: Decision<object, string> = { ok: true, passed: known, trail };
  return { decision, trail, effects };
}

function refusal(refusedBy: string, verdict: Refusal<string>, trail: Trail): Refused<string> {
  const { ok, reason, retryAfterSeconds, notes } = verdict;
  return {
    ok,
    reason,
    refusedBy,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(notes && { notes }),
    trail,
  };
}

async function attempt<T>(name: string, trail: Trail, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new GateBroke(name, "the act", trail, true, cause);
  }
}

/** An undo that fails must not hide the decision: it is recorded, and the others still run. */
async function undoAll(effects: readonly Effect[], trail: Step[], why: UndoReason): Promise<void> {
  for (const { undo, step } of effects.toReversed()) {
    const before = trail[step] as Step;
    try {
      if ((await undo(why)) === "undone") trail[step] = { ...before, undone: why };
    } catch (error) {
      trail[step] = { ...before, error };
    }
  }
}

/** Written member by member: a trail is made for every request, and spreads cost more than all else here. */
function stepOf(check: string, verdict: Verdict<unknown, string>, shadow: boolean, tookMs: number): Step {
  const step: { -readonly [K in keyof Step]: Step[K] } = {
    check,
    verdict: verdict.ok ? "passed" : "refused",
    tookMs,
  };
  if (!verdict.ok) step.reason = verdict.reason;
  if (shadow) step.shadow = true;
  if (verdict.degraded !== undefined) step.degraded = verdict.degraded;
  if (verdict.error !== undefined) step.error = verdict.error;
  if (verdict.notes) step.notes = verdict.notes;
  return step;
}

const asShadow = (shadow: boolean) => (shadow ? ({ shadow: true } as const) : {});
const since = (startedMs: number, at: At) => Math.max(0, at.elapsedMs() - startedMs);
const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null;
