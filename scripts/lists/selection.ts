import { domainToASCII } from "node:url";
import { getPublicSuffix } from "tldts";
import { withParents } from "../../src/email/domain-set.ts";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { SUBDOMAIN_REGISTRIES, WRONGLY_LISTED } from "./exceptions.ts";
import type { Source } from "./sources.ts";

export interface Selection {
  /** Sorted. */
  readonly kept: ReadonlySet<string>;
  /** What else the sources list, and why it is left out. */
  readonly dropped: ReadonlyMap<string, DropReason>;
}

export type DropReason = (typeof DROP_RULES)[number][0] | "not a domain" | "below a listed one";

type DropRule = (domain: string, isReviewed: boolean) => boolean;

/** In this order. Whoever refuses a domain refuses all below it: a wrong entry costs more customers than a missing one. */
const DROP_RULES = [
  ["public suffix", (domain) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain],
  ["registry of subdomains", (domain) => SUBDOMAIN_REGISTRIES.has(domain)],
  ["relay", touching(RELAYS)],
  ["large provider", touching(LARGE_PROVIDERS)],
  ["documentation", touching(DOCUMENTATION_DOMAINS)],
  ["wrongly listed", touching(WRONGLY_LISTED)],
  ["school, government or military", (domain, isReviewed) => !isReviewed && isRestricted(domain)],
] as const satisfies readonly (readonly [string, DropRule])[];

/** What of the sources the list is made of. The same sources give the same selection, in whatever order. */
export function selectDomains(sources: readonly Source[]): Selection {
  const reviewed = new Set(
    sources.filter((each) => each.isReviewed).flatMap(({ domains }) => domains.map(canonical)),
  );
  const dropped = new Map<string, DropReason>();
  const candidates = new Set<string>();
  for (const listed of sources.flatMap(({ domains }) => domains)) {
    const domain = canonical(listed);
    const reason = isDomain(domain) ? reasonToDrop(domain, reviewed.has(domain)) : "not a domain";
    if (reason) dropped.set(domain || listed, reason);
    else candidates.add(domain);
  }
  for (const domain of candidates) {
    if (parentsOf(domain).some((each) => candidates.has(each))) dropped.set(domain, "below a listed one");
  }
  const kept = [...candidates].filter((domain) => !dropped.has(domain)).sort();
  return { kept: new Set(kept), dropped };
}

const canonical = (listed: string) => domainToASCII(listed.trim().toLowerCase());

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return domain.length <= 253 && labels.length > 1 && labels.every((label) => LABEL.test(label));
}

const reasonToDrop = (domain: string, isReviewed: boolean) =>
  DROP_RULES.find(([, applies]: readonly [string, DropRule]) => applies(domain, isReviewed))?.[0];

/** One of the names, below one, or above one. */
function touching(names: ReadonlySet<string>): DropRule {
  const above = new Set([...names].flatMap(parentsOf));
  return (domain) => above.has(domain) || withParents(domain).some((each) => names.has(each));
}

const RESTRICTED_SUFFIX = /^(?:edu|gov|mil|int|(?:ac|edu|gob|gouv|gov|govt|mil)\.[a-z]{2})$/;

/** Some countries sell such names to anybody, so that a reviewed entry may stay; an unreviewed one would cost a school. */
const isRestricted = (domain: string) => RESTRICTED_SUFFIX.test(getPublicSuffix(domain) ?? "");

function parentsOf(domain: string): readonly string[] {
  return withParents(domain).slice(1);
}
