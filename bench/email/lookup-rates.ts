import { pathToFileURL } from "node:url";
import type { Bundle, Bundles } from "./bundles.ts";

/** How many domains a second each list judges, round by round in turn. */
export async function lookupRates(
  { asset, set, mailchecker }: Bundles,
  domains: readonly string[],
  rounds: number,
): Promise<ReadonlyMap<Bundle, readonly number[]>> {
  const ours = await loaded(asset);
  const theirs = await loaded(set);
  const disputed = domains.find((domain) => ours(domain) !== theirs(domain));
  if (disputed !== undefined) throw new Error(`${asset.name} and ${set.name} disagree about ${disputed}`);

  const sides = [
    { list: asset, holds: ours, rates: [] as number[] },
    { list: set, holds: theirs, rates: [] as number[] },
    { list: mailchecker, holds: await loaded(mailchecker), rates: [] as number[] },
  ];
  for (let round = -1; round < rounds; round += 1) {
    for (const { holds, rates } of sides) {
      const perSecond = lookupsPerSecond(holds, domains.map(asNewText));
      if (round >= 0) rates.push(perSecond); // the first is a warm-up
    }
  }
  return new Map(sides.map(({ list, rates }) => [list, rates]));
}

type Holds = (domain: string) => boolean;

async function loaded({ module }: Bundle): Promise<Holds> {
  const { holds } = (await import(pathToFileURL(module).href)) as { readonly holds: Holds };
  return holds;
}

/** Without the hash that the engine keeps with a text once it was looked up. */
const asNewText = (text: string) => Buffer.from(text, "latin1").toString("latin1");

function lookupsPerSecond(holds: Holds, domains: readonly string[]): number {
  let held = 0;
  const startedMs = performance.now();
  for (const domain of domains) if (holds(domain)) held += 1;
  const seconds = (performance.now() - startedMs) / 1_000;
  // Looked at, so that nothing of the loop can be left out.
  if (held === 0) throw new Error("none of the domains is held");
  return domains.length / seconds;
}
