import { domainToASCII } from "node:url";
import { getPublicSuffix } from "tldts";
import { withParents } from "../../src/email/domain-set.ts";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { SUBDOMAIN_REGISTRIES, WRONGLY_LISTED } from "./exceptions.ts";
import { installedReferences, type References } from "./references.ts";
import { type Evidence, installedSources, type Source } from "./sources.ts";

export interface Selection {
  /** Sorted. */
  readonly kept: ReadonlySet<string>;
  /** What else the sources list, and why it is left out. */
  readonly dropped: ReadonlyMap<string, DropReason>;
}

export type DropReason = (typeof DROP_RULES)[number][0] | "not a domain" | "below a listed one";

/** One domain, and what stands behind it. */
interface Entry {
  readonly domain: string;
  readonly evidence: ReadonlySet<Evidence>;
  readonly references: References;
}

type DropRule = (entry: Entry) => boolean;

/** In this order. An entry refuses all below it as well: a wrong entry costs more customers than a missing one. */
const DROP_RULES = [
  ["public suffix", ({ domain }) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain],
  ["registry of subdomains", ({ domain }) => SUBDOMAIN_REGISTRIES.has(domain)],
  ["relay", touching(RELAYS)],
  ["large provider", touching(LARGE_PROVIDERS)],
  ["documentation", touching(DOCUMENTATION_DOMAINS)],
  ["wrongly listed", touching(WRONGLY_LISTED)],
  ["school, government or military", (entry) => !isReviewed(entry) && isRestricted(entry.domain)],
  ["visited site", (entry) => hasOneUnreviewedVoice(entry) && entry.references.visited.has(entry.domain)],
  ["gathered and not confirmed", (entry) => isGatheredOnly(entry) && !isConfirmed(entry)],
] as const satisfies readonly (readonly [string, DropRule])[];

/** What of the sources the list is made of. The same sources give the same selection, in whatever order. */
export function selectDomains(sources: readonly Source[], references: References): Selection {
  const dropped = new Map<string, DropReason>();
  const candidates = new Set<string>();
  for (const [domain, evidence] of evidenceByName(sources)) {
    const reason = isDomain(domain) ? reasonToDrop({ domain, evidence, references }) : "not a domain";
    if (reason) dropped.set(domain, reason);
    else candidates.add(domain);
  }
  for (const domain of candidates) {
    if (parentsOf(domain).some((each) => candidates.has(each))) dropped.set(domain, "below a listed one");
  }
  const kept = [...candidates].filter((domain) => !dropped.has(domain)).sort();
  return { kept: new Set(kept), dropped };
}

/** The selection that the committed list is made from. */
export const installedSelection = (): Selection => selectDomains(installedSources(), installedReferences());

/** By the name as {@link canonical} writes it, or as it was given where that is nothing. */
function evidenceByName(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<Evidence>> {
  const byName = new Map<string, Set<Evidence>>();
  for (const { domains, evidence } of sources) {
    for (const listed of domains) {
      const name = canonical(listed) || listed;
      byName.set(name, (byName.get(name) ?? new Set()).add(evidence));
    }
  }
  return byName;
}

const canonical = (listed: string) => domainToASCII(listed.trim().toLowerCase());

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return domain.length <= 253 && labels.length > 1 && labels.every((label) => LABEL.test(label));
}

const reasonToDrop = (entry: Entry) =>
  DROP_RULES.find(([, applies]: readonly [string, DropRule]) => applies(entry))?.[0];

const isReviewed = ({ evidence }: Entry) => evidence.has("reviewed");
const hasOneUnreviewedVoice = (entry: Entry) => !isReviewed(entry) && entry.evidence.size === 1;
const isGatheredOnly = (entry: Entry) => hasOneUnreviewedVoice(entry) && entry.evidence.has("gathered");
const isConfirmed = ({ domain, references }: Entry) =>
  references.confirmed.has(domain) || TELLS_ITS_TRADE.test(domain) || IMITATES.test(domain);

/** `temp-mail.sbs`, `10minutemail.pl`, `trashinbox.net`: such a name needs no second list. */
const TELLS_ITS_TRADE =
  /(?:temp(?:orary)?|tmp|throw-?away|trash|fake|disposable|burner|wegwerf|one-?time|\d\d?-?min(?:ute)?s?)-?(?:e-?)?(?:mails?|inbox)\b/;

/** `012gmail.com`, of which there are hundreds: no honest person has a mailbox there. */
const IMITATES = /^\d+(?:gmail|hotmail|outlook|yahoo)\.com$/;

/** One of the names, below one, or above one. */
function touching(names: ReadonlySet<string>): DropRule {
  const above = new Set([...names].flatMap(parentsOf));
  return ({ domain }) => above.has(domain) || withParents(domain).some((each) => names.has(each));
}

const RESTRICTED_SUFFIX = /^(?:edu|gov|mil|int|(?:ac|edu|gob|gouv|gov|govt|mil)\.[a-z]{2})$/;

/** Some countries sell such names to anybody, so that a reviewed entry may stay; an unreviewed one would cost a school. */
const isRestricted = (domain: string) => RESTRICTED_SUFFIX.test(getPublicSuffix(domain) ?? "");

function parentsOf(domain: string): readonly string[] {
  return withParents(domain).slice(1);
}
