import fc from "fast-check";
import type { SpendEntry, SpendReader, SpendStore } from "../../../src/stores/spend-store.ts";

const ACCOUNTS = ["total", "country66", "country1"] as const;

export interface Step {
  readonly does: "reserve" | "giveBack";
  readonly day: 1 | 2;
  readonly entries: readonly SpendEntry[];
}

/** Small amounts beside small limits, so that what is full, and what just fits, comes up all the time. */
const entry: fc.Arbitrary<SpendEntry> = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  microUsd: fc.constantFrom(0, 1, 1, 2, 5, 160),
  limitMicroUsd: fc.constantFrom(undefined, undefined, 0, 1, 5, 6, 160, 165),
});

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom("reserve", "reserve", "giveBack"),
  day: fc.constantFrom(1, 1, 1, 2),
  entries: fc.uniqueArray(entry, { selector: ({ account }) => account, minLength: 1, maxLength: 3 }),
});

export type SpendSchedule = readonly Step[];
export const spendSchedule: fc.Arbitrary<SpendSchedule> = fc.array(step, { minLength: 1, maxLength: 12 });

/** After each step, what the store answered and what the day holds. */
export async function livedSpend(store: SpendStore & SpendReader, month: string, steps: SpendSchedule) {
  const answers = [];
  for (const { does, day, entries } of steps) {
    const name = `${month}-${day}`;
    const answer = does === "reserve" ? await store.reserve(name, entries, 2_000_000_000) : undefined;
    if (does === "giveBack") await store.giveBack(name, entries);
    answers.push({ does, reserved: answer !== undefined, answer, holds: await store.read(name) });
  }
  return answers;
}
