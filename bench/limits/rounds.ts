import type { Plan } from "../plan.ts";
import { rate } from "../rate.ts";
import { count, ratio } from "../report/section.ts";
import { ratios, spread } from "../spread.ts";
import type { Ask, Contender } from "./contender.ts";

/** As many as the SDK keeps connections. */
export const IN_FLIGHT = 50;

const SITUATIONS = ["accepted", "refused, cold instance", "refused again"] as const;
type Situation = (typeof SITUATIONS)[number];
type Sides = readonly [ours: Contender, theirs: Contender];

export interface Race {
  readonly sides: Sides;
  /** How many of one caller pass. */
  readonly limit: number;
  /** Callers that no round before has asked for. */
  newCallers(round: number): readonly string[];
  /** A fresh instance finds what another has counted; without a store it counts anew. */
  readonly shared: boolean;
}

/** Both limiters in turn, round by round. @returns one row for each situation: ours, theirs, ours ÷ theirs. */
export async function race({ sides, limit, newCallers, shared }: Race, plan: Plan["decisions"]) {
  const situations = SITUATIONS.filter((situation) => shared || situation !== "refused, cold instance");
  const measured = sides.map(() => new Map<Situation, number[]>());
  for (let round = -1; round < plan.rounds; round += 1) {
    const callers = newCallers(round);
    for (const [index, side] of sides.entries()) {
      const rates = await measureRound(side, { callers, limit, shared, repeats: plan.repeats });
      if (round < 0) continue; // the first is a warm-up
      for (const situation of situations) {
        const series = measured[index]?.get(situation) ?? [];
        measured[index]?.set(situation, [...series, rates[situation]]);
      }
    }
  }
  return situations.map((situation) => {
    const [ours = [], theirs = []] = measured.map((side) => side.get(situation));
    return [situation, count(spread(ours)), count(spread(theirs)), ratio(ratios(ours, theirs))];
  });
}

interface Round {
  readonly callers: readonly string[];
  readonly limit: number;
  readonly shared: boolean;
  readonly repeats: number;
}

async function measureRound(
  { newInstance }: Contender,
  { callers, limit, shared, repeats }: Round,
): Promise<Record<Situation, number>> {
  const inTurn = (total: number, ask: Ask, expected: boolean) =>
    rate(total, IN_FLIGHT, async (n) => {
      const caller = callers[n % callers.length] ?? "";
      if ((await ask(caller)) !== expected) throw new Error(`expected ${expected} for ${caller}`);
    });
  const warm = newInstance();
  const accepted = await inTurn(callers.length * limit, warm, true);
  const cold = shared ? newInstance() : warm;
  const refused = await inTurn(callers.length, cold, false);
  const again = await inTurn(repeats, cold, false);
  return { accepted, "refused, cold instance": refused, "refused again": again };
}
