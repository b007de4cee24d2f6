import { installedSelection } from "../../scripts/lists/selection.ts";
import type { Children } from "../children.ts";
import type { Plan } from "../plan.ts";
import { count, ratio, type Section, type Target, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
import { type Bundle, bundles } from "./bundles.ts";
import { mixedDomains } from "./domains.ts";
import { loadTimes } from "./load-times.ts";
import { lookupRates } from "./lookup-rates.ts";

/** What it costs to have a list of disposable domains, and to ask it. */
export async function emailList(children: Children, plan: Plan["email"]): Promise<Section> {
  const { kept } = installedSelection();
  const domains = mixedDomains(kept, plan.domains);
  const bundled = await bundles(kept);
  const { asset, set, mailchecker } = bundled;
  try {
    const loads = await loadTimes(children, [asset, set, mailchecker], plan.loads);
    const rates = await lookupRates(bundled, domains, plan.rounds);
    const against = (list: Bundle) => ({
      load: ratios(of(loads, asset), of(loads, list)),
      lookup: ratios(of(rates, asset), of(rates, list)),
    });
    const row = (list: Bundle) => {
      const { load, lookup } = against(list);
      const beside = list === asset ? ["1", "1"] : [ratio(load), ratio(lookup)];
      const figures = [whole(list.bytes), tenths(spread(of(loads, list))), count(spread(of(rates, list)))];
      return [list.name, ...figures, ...beside];
    };
    return {
      title: "Disposable domains: size, load, lookup",
      notes: [
        `${whole(kept.size)} domains. Each list is bundled as the functions are. Load: from before the import to after the first answer, in a new process that has loaded nothing else, in turn, ${plan.loads} processes each after one that fills the disk cache.`,
        `Lookups: whether the list holds a domain or a parent of it, for ${whole(domains.length)} domains: a third of them listed, a sixth below a listed one, half those of other providers. In turn, ${plan.rounds} rounds after a warm-up. Each domain is a new text, as one out of a request is; of a text that was looked up before, a Set knows the hash already. The Set must give the same answers. mailchecker knows fewer domains, and looks at the syntax of an address as well.`,
      ],
      head: ["list", "bytes", "load ms", "lookups /s", "Postern's load ÷ its", "Postern's lookups ÷ its"],
      rows: [asset, set, mailchecker].map(row),
      targets: targetsOf(spread(of(loads, asset)), against(mailchecker).load, against(set).lookup),
    };
  } finally {
    await bundled.remove();
  }
}

const of = (measured: ReadonlyMap<Bundle, readonly number[]>, list: Bundle) => measured.get(list) ?? [];

const whole = (value: number) => value.toLocaleString("en-GB");

const LOAD_AT_MOST_MS = 2;
const OF_MAILCHECKERS_LOAD_AT_MOST = 0.1;
const OF_SETS_LOOKUPS_AT_LEAST = 1;

function targetsOf(load: Spread, ofMailcheckers: Spread, ofSets: Spread): readonly Target[] {
  return [
    {
      met: load.median <= LOAD_AT_MOST_MS,
      sentence: `list of disposable domains: loads in ${load.median.toFixed(1)} ms, at most ${LOAD_AT_MOST_MS} is wanted`,
    },
    {
      met: ofMailcheckers.median <= OF_MAILCHECKERS_LOAD_AT_MOST,
      sentence: `list of disposable domains: loads in ${ofMailcheckers.median.toFixed(3)} of mailchecker's time, at most ${OF_MAILCHECKERS_LOAD_AT_MOST} is wanted`,
    },
    {
      met: ofSets.median >= OF_SETS_LOOKUPS_AT_LEAST,
      sentence: `list of disposable domains: ${ofSets.median.toFixed(2)} of a Set's lookups, at least ${OF_SETS_LOOKUPS_AT_LEAST} is wanted`,
    },
  ];
}
