import type { At, Check, Refusal, Undo, UndoReason, Verdict } from "./check.ts";
import { type Soon, when } from "./soon.ts";
import { type Decision, GateBroke, type Refused, type Step, type Trail } from "./trail.ts";

/** Inside, the types that a gate has proved at its composition are erased. */
export interface Stage {
  readonly check: Check<object, unknown, string>;
  readonly shadow: boolean;
}

interface Effect {
  readonly undo: Undo;
  readonly step: number;
}

/** How far a request has come. */
interface Walk {
  readonly gate: string;
  readonly stages: readonly Stage[];
  readonly input: object;
  readonly at: At;
  readonly trail: Step[];
  readonly effects: Effect[];
  known: object;
}

export interface Walked {
  readonly decision: Decision<object, string>;
  readonly trail: Step[];
  readonly effects: readonly Effect[];
}

/** Asks check after check until one refuses, and takes effects back where they must not stay. */
export function walk(gate: string, stages: readonly Stage[], input: object, at: At): Soon<Walked> {
  return goOn({ gate, stages, input, at, trail: [], effects: [], known: input }, 0);
}

/** Without waiting as long as checks answer at once. */
function goOn(walk: Walk, from: number): Soon<Walked> {
  const { stages, at, trail, effects } = walk;
  for (let place = from; place < stages.length; place += 1) {
    const stage = stages[place] as Stage;
    const startedMs = at.elapsedMs();
    const said = ask(stage.check, walk.known, at);
    if (said instanceof Promise) {
      return said.then((later) => settle(walk, stage, later, startedMs) ?? goOn(walk, place + 1));
    }
    const ended = settle(walk, stage, said, startedMs);
    if (ended !== undefined) return ended;
  }
  return { decision: { ok: true, passed: walk.known, trail }, trail, effects };
}

type Said = Verdict<unknown, string> | Broke;

/** What a check threw. */
interface Broke {
  readonly broke: unknown;
}

function ask(check: Stage["check"], known: object, at: At): Soon<Said> {
  try {
    const verdict = check.run(known, at);
    return verdict instanceof Promise ? verdict.catch((broke: unknown) => ({ broke })) : verdict;
  } catch (broke) {
    return { broke };
  }
}

/**
 * Writes down what a check said and takes over what it added.
 * @returns how the walk ended, or undefined when it goes on.
 */
function settle(
  walk: Walk,
  { check, shadow }: Stage,
  said: Said,
  startedMs: number,
): Soon<Walked> | undefined {
  const { gate, input, at, trail, effects } = walk;
  const tookMs = Math.max(0, at.elapsedMs() - startedMs);
  if ("broke" in said) {
    const { broke: error } = said;
    trail.push({ check: check.name, verdict: "broke", ...(shadow && { shadow }), tookMs, error });
    if (shadow) return undefined;
    return when(undoAll(effects, trail, "not-sent"), () => {
      throw new GateBroke(gate, check.name, trail, false, error);
    });
  }
  trail.push(stepOf(check.name, said, shadow, tookMs));
  if (said.ok) {
    if (said.undo) effects.push({ undo: said.undo, step: trail.length - 1 });
    // The caller's own input is never written to; the first addition makes a copy, the others extend it.
    if (!shadow && isRecord(said.adds))
      walk.known = Object.assign(walk.known === input ? { ...input } : walk.known, said.adds);
    return undefined;
  }
  if (shadow) return undefined;
  return when(undoAll(effects, trail, "refused"), () => ({
    decision: refusal(check.name, said, trail),
    trail,
    effects,
  }));
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

export function undoAll(effects: readonly Effect[], trail: Step[], why: UndoReason): Soon<void> {
  return effects.length === 0 ? undefined : undoEach(effects, trail, why);
}

/** An undo that fails must not hide the decision: it is recorded, and the others still run. */
async function undoEach(effects: readonly Effect[], trail: Step[], why: UndoReason): Promise<void> {
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

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null;
