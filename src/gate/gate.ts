import type { At, Check } from "./check.ts";
import { type Soon, when } from "./soon.ts";
import { type Allowed, type Decision, GateBroke, type Refused, type Trail } from "./trail.ts";
import { type Stage, undoAll, type Walked, walk } from "./walk.ts";

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
  /**
   * Appends a check where there is one: what is switched off costs nothing and leaves no trace. Nobody may count on what it
   * adds.
   */
  optional<A, S extends string>(
    check:
      | (Check<Out, A, S> &
          ([Clash<Out, A>] extends [never] ? unknown : { clash: Clash<Out, A> }) &
          (string extends S ? { reasons: "must be named" } : unknown))
      | undefined,
  ): Gate<In, A extends object ? Out & Partial<A> : Out, R | S>;
  /** Appends a check that judges and is recorded and refuses nothing; so it must add nothing. */
  shadow(check: Check<Out, void, string>): Gate<In, Out, R>;
  /**
   * Judges without an act; effects of checks that passed stay, unless a later one refuses. Decides at once when every check
   * answers at once.
   * @throws GateBroke, or rejects with it, when a check threw; the effects so far have been taken back.
   */
  decide(input: In, at: At): Soon<Decision<Out, R>>;
  /**
   * Judges, and acts when every check passed. Effects are undone in reverse order when the act surely did not
   * happen, and kept when its outcome is unknown. Refuses at once when every check answers at once.
   * @throws GateBroke, or rejects with it, when a check threw (effects taken back) or the act threw (outcome unknown: kept).
   */
  through<T>(
    input: In,
    at: At,
    act: (passed: Out) => Promise<Outcome<T>>,
  ): Soon<Refused<R> | (Allowed<Out> & { readonly outcome: Outcome<T> })>;
}

/** Every reason that a gate may refuse for: the keys of a table of answers, which is total or does not compile. */
export type ReasonOf<G> = G extends Gate<never, infer _Out, infer R> ? R : never;

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

  const self: Gate<object, object, string> = {
    name,
    check: (check) => append(check as Check<object, unknown, string>, false) as never,
    optional: (check) =>
      (check === undefined ? self : append(check as Check<object, unknown, string>, false)) as never,
    shadow: (check) => append(check, true),
    decide: (input, at) => when(walk(name, stages, input, at), ({ decision }) => decision),
    through: (input, at, act) =>
      when(walk(name, stages, input, at), (walked) =>
        walked.decision.ok ? actOn(name, walked, walked.decision, act) : walked.decision,
      ),
  };
  return self;
}

async function actOn<T>(
  gate: string,
  { trail, effects }: Walked,
  decision: Allowed<object>,
  act: (passed: object) => Promise<Outcome<T>>,
): Promise<Allowed<object> & { readonly outcome: Outcome<T> }> {
  const outcome = await attempt(gate, trail, () => act(decision.passed));
  if (outcome.sent === false) await undoAll(effects, trail, "not-sent");
  return { ...decision, outcome };
}

async function attempt<T>(name: string, trail: Trail, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new GateBroke(name, "the act", trail, true, cause);
  }
}
