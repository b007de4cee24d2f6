/** What gates are made of. Ready ones, and what stands before a framework's routes, have subpaths of their own. */
export { cachedControls } from "../controls/cached-controls.ts";
export { notPaused } from "../controls/checks.ts";
export type { Once, OnceReason } from "../delivery/once.ts";
export {
  type At,
  type Check,
  type Notes,
  type Pass,
  passed,
  type Refusal,
  refuse,
  type Undo,
  type UndoReason,
  type Verdict,
} from "../gate/check.ts";
export { type Concluded, conclude, type Ended } from "../gate/conclude.ts";
export { type Gate, gate, type Outcome, type ReasonOf } from "../gate/gate.ts";
export { isUnavailable } from "../gate/is-unavailable.ts";
export { orElse } from "../gate/or-else.ts";
export {
  type Allowed,
  type Conclusion,
  type Decision,
  degradations,
  type Ending,
  GateBroke,
  type Refused,
  type Step,
  type Trail,
} from "../gate/trail.ts";
export { Unavailable } from "../gate/unavailable.ts";
export { callerKey } from "../http/caller.ts";
export type { Guard, Guarded, Handled, HttpFeature } from "../http/feature.ts";
export { type GateGuardOptions, gateGuard } from "../http/gate-guard.ts";
export { type HttpRequest, type HttpResponse, json } from "../http/message.ts";
export type { CooldownOptions } from "../limits/cooldown.ts";
export type { CooldownPolicy } from "../limits/cooldown-policy.ts";
export type { HourlyCounterOptions } from "../limits/hourly-counter.ts";
export { type HourlyLimitOptions, hourlyLimit, type SlotMemory } from "../limits/hourly-limit.ts";
export { type Ceiling, type CeilingOptions, ceiling, type SpendReason } from "../spend/ceiling.ts";
export type { Charge } from "../spend/charges.ts";
export type { AnswerStore, FoundAnswer } from "../stores/answer-store.ts";
export type { ClaimStore } from "../stores/claim-store.ts";
export type { ControlStore, Controls } from "../stores/control-store.ts";
export type { CooldownAnswer, CooldownStore } from "../stores/cooldown-store.ts";
export type { CounterStore } from "../stores/counter-store.ts";
export { layeredAnswers } from "../stores/layered-answers.ts";
export { memoryAnswers } from "../stores/memory-answers.ts";
export { memoryClaims } from "../stores/memory-claims.ts";
export { memoryControls } from "../stores/memory-controls.ts";
export { memoryCooldowns } from "../stores/memory-cooldowns.ts";
export { memoryCounters } from "../stores/memory-counters.ts";
export { memoryOnce } from "../stores/memory-once.ts";
export { memorySpend } from "../stores/memory-spend.ts";
export type { OnceClaim, OnceStore, OnceWork } from "../stores/once-store.ts";
export type { SpendEntry, SpendReader, SpendStore, Spent } from "../stores/spend-store.ts";
export { cooldown, hourlyCounter, hourlyLimitOrHere, slotMemory } from "./limits.ts";
export { now } from "./now.ts";
export { type OnceOptions, once } from "./once.ts";
