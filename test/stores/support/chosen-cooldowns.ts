import type { CooldownPolicy } from "../../../src/limits/cooldown-policy.ts";
import type { Jump, Schedule, Step } from "./schedules.ts";

const POLICY: CooldownPolicy = { baseMs: 60_000, escalatedMs: 120_000, threshold: 3, windowMs: 600_000 };

const send = (end: Jump[0], besideMs = 0): Step => ({ kind: "send", jump: [end, besideMs] });
const undo = (which = 1, floorMs = 0): Step => ({ kind: "undo", which, floorMs });
const lives = (policy: Partial<CooldownPolicy>, ...steps: readonly Step[]): Schedule => ({
  policy: { ...POLICY, ...policy },
  steps,
});

/** For each clause of the condition a schedule that is answered otherwise without it, and for each end one beside it. */
export const CHOSEN_COOLDOWNS: Readonly<Record<string, Schedule>> = {
  "the base wait ends to the millisecond": lives({}, send("here"), send("base", -1), send("here", 1)),
  "the escalated wait ends to the millisecond": lives(
    { threshold: 2 },
    ...[send("here"), send("base"), send("base"), send("base", -1), send("here", 1)],
  ),
  "a send at the end of the window counts": lives(
    { threshold: 2, windowMs: POLICY.baseMs },
    ...[send("here"), send("window"), send("base"), send("base")],
  ),
  "a send that left the window a millisecond ago does not": lives(
    { threshold: 2, windowMs: POLICY.baseMs },
    ...[send("here"), send("window", 1), send("base"), send("here")],
  ),
  "a wait stays escalated when the window has passed": lives(
    { threshold: 1, windowMs: POLICY.baseMs },
    ...[send("here"), send("base"), send("half of base"), send("half of base")],
  ),
  "a send that was taken back holds back until its floor": lives(
    {},
    ...[send("here"), undo(1, 5_000), send("here"), send("here", 5_000), send("here")],
  ),
  "only the last send is taken back": lives({}, send("here"), send("base"), undo(2), send("here")),
  "a send is taken back once": lives({}, send("here"), undo(), undo(1, 90_000), send("here"), send("here")),
  "all sends before one that was taken back count again, and it does not": lives(
    {},
    ...[send("here"), send("base"), undo(), send("here"), send("base", -1), send("here", 1), send("base")],
  ),
  "after one that was taken back the wait is that of the one before": lives(
    {},
    ...[send("here"), send("base"), send("base", 5_000), undo(), send("here"), send("half of base")],
  ),
  "the window of a send before one that was taken back is its own": lives(
    { threshold: 2, windowMs: POLICY.baseMs },
    ...[send("here"), send("base"), undo(), send("here", 5_000), send("here")],
  ),
  "a clock that goes back is told the same end": lives({}, send("here"), send("back by base"), send("base")),
};
