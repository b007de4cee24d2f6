/** What gates are made of. Ready ones, and what stands before a framework's routes, have subpaths of their own. */
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
export { type CooldownOptions, cooldown } from "../limits/cooldown.ts";
export type { CooldownPolicy } from "../limits/cooldown-policy.ts";
export { type HourlyCounterOptions, hourlyCounter } from "../limits/hourly-counter.ts";
export { type HourlyLimitOptions, hourlyLimit, type SlotMemory, slotMemory } from "../limits/hourly-limit.ts";
export { hourlyLimitOrHere } from "../limits/hourly-limit-or-here.ts";
export type { AnswerStore, FoundAnswer } from "../stores/answer-store.ts";
export type { ClaimStore } from "../stores/claim-store.ts";
export type { CooldownAnswer, CooldownStore } from "../stores/cooldown-store.ts";
export type { CounterStore } from "../stores/counter-store.ts";
export { layeredAnswers } from "../stores/layered-answers.ts";
export { memoryAnswers } from "../stores/memory-answers.ts";
export { memoryClaims } from "../stores/memory-claims.ts";
export { memoryCooldowns } from "../stores/memory-cooldowns.ts";
export { memoryCounters } from "../stores/memory-counters.ts";
export { now } from "./now.ts";
