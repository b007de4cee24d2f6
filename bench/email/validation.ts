import type { Plan } from "../plan.ts";
import { count, ratio, type Section } from "../report/section.ts";
import { ratios, spread } from "../spread.ts";
import { mixedAddresses, type Sample } from "./addresses.ts";
import { OTHERS, syntax, syntaxAndLists, type Validator } from "./validators.ts";

/** Addresses a second that are judged without I/O, beside what apps use instead. */
export async function emailValidation({ rounds, addresses }: Plan["email"]): Promise<Section> {
  const samples = mixedAddresses(addresses);
  const sides = [syntax, syntaxAndLists, ...OTHERS].map((side) => ({ side, rates: [] as number[] }));
  for (let round = -1; round < rounds; round += 1) {
    for (const { side, rates } of sides) {
      const perSecond = judgedPerSecond(side, samples);
      if (round >= 0) rates.push(perSecond); // the first is a warm-up
    }
  }

  const ours = sides.find(({ side }) => side === syntax)?.rates ?? [];
  const share = (side: Validator, isGood: boolean) => {
    const those = samples.filter((sample) => sample.isGood === isGood);
    return `${Math.round((100 * those.filter(({ text }) => side.takes(text)).length) / those.length)} %`;
  };
  return {
    title: "E-mail validation without I/O: addresses per second",
    notes: [
      `The same ${addresses.toLocaleString("en-GB")} addresses for all, in turn, ${rounds} rounds after a warm-up. Of ten, seven are plain, one has an international domain, two are no address that SES can write to. The packages are used as they come. Lists are the domains of throw-away mailboxes, relays and large providers, with the roles, the canonical form and the suggestion for a mistyped domain.`,
      "Speed alone says little: the last two columns, and the next table, show who takes what.",
    ],
    head: ["validation", "/s", "Postern's syntax ÷ it", "takes of the good", "takes of the bad"],
    rows: sides.map(({ side, rates }) => [
      side.name,
      count(spread(rates)),
      side === syntax ? "1" : ratio(ratios(ours, rates)),
      share(side, true),
      share(side, false),
    ]),
    targets: [],
  };
}

function judgedPerSecond({ name, takes }: Validator, samples: readonly Sample[]): number {
  let taken = 0;
  const startedMs = performance.now();
  for (const { text } of samples) if (takes(text)) taken += 1;
  const seconds = (performance.now() - startedMs) / 1_000;
  // Looked at, so that nothing of the loop can be left out.
  if (taken === 0) throw new Error(`${name} takes none of the addresses`);
  return samples.length / seconds;
}
