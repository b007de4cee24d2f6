import type { Children } from "../children.ts";
import type { Plan } from "../plan.ts";
import { count, ratio, type Section } from "../report/section.ts";
import { ratios, spread } from "../spread.ts";
import { type Ask, type Contender, flexible, LIMIT_PER_HOUR, limitAlone } from "./contenders.ts";
import { createTable } from "./table.ts";

/** As many as the SDK keeps connections. */
const IN_FLIGHT = 50;

/** Decisions per second of both limiters on the same dynalite. */
export async function decisionsPerSecond(children: Children, plan: Plan["decisions"]): Promise<Section> {
  const { url } = await children.serve("dynalite.ts");
  const sides = [];
  for (const contender of [limitAlone, flexible]) {
    const table = await createTable(url, `decisions-${contender.tableKey}`, contender.tableKey);
    sides.push({ contender, table, perSecond: emptySeries() });
  }
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const { contender, table, perSecond } of sides) {
      const rates = await measureRound(() => contender.newInstance(url, table), round, plan);
      if (round < 0) continue; // the first is a warm-up
      for (const situation of SITUATIONS) perSecond[situation].push(rates[situation]);
    }
  }

  const [ours, theirs] = sides.map(({ perSecond }) => perSecond);
  if (!ours || !theirs) throw new Error("there are two contenders");
  return {
    title: "Decisions per second",
    notes: [
      `The limits by themselves, ${IN_FLIGHT} decisions in flight, both on one dynalite in a process of its own, in turn: ${plan.rounds} rounds of ${plan.callers} addresses after a warm-up. Where DynamoDB is asked, the AWS SDK and dynalite set the pace; refused again is memory alone.`,
    ],
    head: ["decision", "Postern /s", "RateLimiterDynamo /s", "Postern ÷ RateLimiterDynamo"],
    rows: SITUATIONS.map((situation) => [
      situation,
      count(spread(ours[situation])),
      count(spread(theirs[situation])),
      ratio(ratios(ours[situation], theirs[situation])),
    ]),
    targets: [],
  };
}

const SITUATIONS = ["accepted", "refused, cold instance", "refused again"] as const;
type PerSituation<T> = Record<(typeof SITUATIONS)[number], T>;
const emptySeries = (): PerSituation<number[]> => ({
  accepted: [],
  "refused, cold instance": [],
  "refused again": [],
});

async function measureRound(
  newInstance: () => ReturnType<Contender["newInstance"]>,
  round: number,
  { callers, repeats }: Plan["decisions"],
): Promise<PerSituation<number>> {
  const addresses = Array.from({ length: callers }, (_, n) => `10.${round + 1}.${n >> 8}.${n & 255}`);
  const warm = newInstance();
  const accepted = await rate(callers * LIMIT_PER_HOUR, warm, true, addresses);
  const cold = newInstance();
  const refused = await rate(callers, cold, false, addresses);
  const again = await rate(repeats, cold, false, addresses);
  return { accepted, "refused, cold instance": refused, "refused again": again };
}

/** Asks for each address in turn, round and round. @returns decisions per second. */
async function rate(
  total: number,
  ask: Ask,
  expected: boolean,
  addresses: readonly string[],
): Promise<number> {
  let asked = 0;
  const askOn = async () => {
    while (asked < total) {
      const address = addresses[asked++ % addresses.length] ?? "";
      if ((await ask(address)) !== expected) throw new Error(`expected ${expected} for ${address}`);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, askOn));
  return (total / (performance.now() - startedMs)) * 1_000;
}
