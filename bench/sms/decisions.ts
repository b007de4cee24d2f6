import { at } from "../at.ts";
import type { Plan } from "../plan.ts";
import { rate } from "../rate.ts";
import { count, type Section } from "../report/section.ts";
import { spread } from "../spread.ts";
import { sms, storesInMemory } from "./service.ts";

/** Decisions per second of the whole SMS service without any I/O. */
export async function smsDecisions({ rounds, repeats }: Plan["decisions"]): Promise<Section> {
  const measured = new Map(CASES.map((each) => [each, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [each, series] of measured) {
      const perSecond = await measureRound(each, repeats);
      if (round >= 0) series.push(perSecond); // the first is a warm-up
    }
  }
  return {
    title: "Text messages: decisions per second without I/O",
    notes: [
      `The whole service in one process, one decision after the other: ${rounds} rounds of ${repeats} after a warm-up. Accepted: each to a new number, with the stores in memory and a provider that keeps nothing.`,
    ],
    head: ["decision", "/s"],
    rows: [...measured].map(([{ name }, series]) => [name, count(spread(series))]),
    targets: [],
  };
}

interface Case {
  readonly name: string;
  readonly reason: string;
  phone(n: number): string;
}

const CASES: readonly Case[] = [
  { name: "refused: blocked country", reason: "BLOCKED_COUNTRY", phone: () => "+2348012345678" },
  { name: "refused: not E.164", reason: "INVALID_PHONE", phone: () => "081 234 5678" },
  { name: "refused: no such number", reason: "INVALID_PHONE", phone: () => "+66012345678" },
  { name: "accepted, in memory", reason: "SENT", phone: (n) => `+66${810_000_000 + n}` },
];

function measureRound({ name, reason, phone }: Case, repeats: number): Promise<number> {
  const service = sms({ stores: storesInMemory(), prefixLimitPerHour: 100_000 });
  return rate(repeats, 1, async (n) => {
    const payload = { phone: phone(n), message: "Your code is 123456" };
    const { conclusion } = await service.send(payload, `bench-${n}`, at());
    if (conclusion.reason !== reason)
      throw new Error(`${name}: expected ${reason}, got ${conclusion.reason}`);
  });
}
