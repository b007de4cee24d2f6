import fc from "fast-check";
import type { OnceStore, OnceWork } from "../../../src/stores/once-store.ts";
import { HOUR_MS } from "../../support/clock.ts";

export const LEASE_MS = 30_000;
export const MEMORY_MS = 600_000;

const WHO = ["first", "second", "third"] as const;

/** What one of three does after the clock has moved: mostly to where something ends, or a millisecond beside it. */
export interface Step {
  readonly does: "claim" | "finish" | "release";
  readonly who: (typeof WHO)[number];
  readonly jumpMs: number;
  readonly besideMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom("claim", "claim", "claim", "finish", "release"),
  who: fc.constantFrom(...WHO),
  jumpMs: fc.constantFrom(0, 0, 0, LEASE_MS, MEMORY_MS, MEMORY_MS - LEASE_MS, -LEASE_MS, LEASE_MS / 2),
  besideMs: fc.constantFrom(0, 0, -1, 1),
});

export const onceSchedule: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 12 });

/** What a store answers to a schedule on one key. */
export async function livedOnce(store: OnceStore, key: string, steps: readonly Step[]) {
  const answers: string[] = [];
  let nowMs = HOUR_MS;
  for (const { does, who, jumpMs, besideMs } of steps) {
    nowMs += jumpMs + besideMs;
    const work: OnceWork = {
      key,
      fingerprint: `fingerprint of the ${who}`,
      token: `token of the ${who}`,
      leaseUntilMs: nowMs + LEASE_MS,
      expiresAtMs: nowMs + MEMORY_MS,
    };
    if (does === "claim") answers.push(JSON.stringify(await store.claim(work, nowMs)));
    else await store[does](work, nowMs);
  }
  return answers;
}
