import fc from "fast-check";
import type { CooldownPolicy } from "../../../src/limits/cooldown-policy.ts";
import type { CooldownStore } from "../../../src/stores/cooldown-store.ts";
import { HOUR_MS } from "../../support/clock.ts";

/** A send after the clock has moved, or taking back one of the sends that were accepted. */
export type Step =
  | { readonly kind: "send"; readonly jump: Jump }
  | { readonly kind: "undo"; readonly which: number; readonly floorMs: number };

export interface Schedule {
  readonly policy: CooldownPolicy;
  readonly steps: readonly Step[];
}

/** How far the clock moves, by name: mostly to where something ends. Also backwards. */
const ENDS = {
  here: () => 0,
  base: ({ baseMs }) => baseMs,
  escalated: ({ escalatedMs }) => escalatedMs,
  window: ({ windowMs }) => windowMs,
  "window less base": ({ baseMs, windowMs }) => windowMs - baseMs,
  "half of base": ({ baseMs }) => Math.floor(baseMs / 2),
  "back by base": ({ baseMs }) => -baseMs,
  "back by twice escalated": ({ escalatedMs }) => -2 * escalatedMs,
} satisfies Record<string, (policy: CooldownPolicy) => number>;

/** To an end, or a millisecond beside it. */
export type Jump = readonly [end: keyof typeof ENDS, besideMs: number];

const jump: fc.Arbitrary<Jump> = fc.tuple(
  fc.constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[])),
  fc.constantFrom(0, 0, -1, 1, 5_000),
);

const moved = ([end, besideMs]: Jump, policy: CooldownPolicy) => ENDS[end](policy) + besideMs;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const), jump }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("undo" as const),
      which: fc.constantFrom(1, 1, 1, 2, 3),
      floorMs: fc.constantFrom(0, 1, 5_000, 90_000),
    }),
  },
);

const policy: fc.Arbitrary<CooldownPolicy> = fc
  .record({
    baseMs: fc.constantFrom(1_000, 7_000, 60_000),
    longer: fc.constantFrom(1, 2, 5),
    threshold: fc.integer({ min: 1, max: 5 }),
    windowMs: fc.constantFrom(1_000, 60_000, 120_000, 600_000),
  })
  .map(({ longer, ...rest }) => ({ ...rest, escalatedMs: rest.baseMs * longer }));

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  policy,
  steps: fc.array(step, { minLength: 1, maxLength: 10 }),
});

/** What a store answers to a schedule: for each send "started", or when it may be tried again. */
export async function lived(store: CooldownStore, key: string, { policy, steps }: Schedule) {
  const answers: ("started" | "undone" | number)[] = [];
  const undos: ((notBeforeMs: number) => Promise<void>)[] = [];
  let nowMs = HOUR_MS;
  for (const [index, each] of steps.entries()) {
    if (each.kind === "undo") {
      await undos.at(-each.which)?.(nowMs + each.floorMs);
      answers.push("undone");
      continue;
    }
    nowMs += moved(each.jump, policy);
    const answer = await store.start(key, `token ${index}`, nowMs, policy);
    answers.push(answer.started ? "started" : answer.retryAtMs);
    if (answer.started) undos.push(answer.undo);
  }
  return answers;
}
