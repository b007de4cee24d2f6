import { readFileSync } from "node:fs";
import { type DomainSet, hashedDomains, listedDomains, withParents } from "./domain-set.ts";

/** The owner's own view. Names in lower-case ASCII; each counts for what is below it as well. */
export interface DisposableDomainsOptions {
  /** Refused although nobody lists them. */
  readonly blocked?: ReadonlySet<string> | undefined;
  /** Accepted although somebody lists them. */
  readonly allowed?: ReadonlySet<string> | undefined;
}

/**
 * Providers of throw-away mailboxes: see docs/email-lists.md. The owner's entries go before the list, the longer before
 * the shorter (`blocked` holds `a.example`, `allowed` holds `b.a.example`: only the latter is accepted), and `blocked`
 * before `allowed`.
 * @throws RangeError for an entry that is no domain in lower-case ASCII.
 */
export function disposableDomains(options: DisposableDomainsOptions = {}): DomainSet {
  const { blocked = new Set(), allowed = new Set() } = options;
  if (blocked.size + allowed.size === 0) return packagedList;
  listedDomains([...blocked, ...allowed]);
  return {
    holds: (domain) => {
      const decisive = withParents(domain).find((each) => blocked.has(each) || allowed.has(each));
      return decisive === undefined ? packagedList.holds(domain) : blocked.has(decisive);
    },
  };
}

/** Read with the first question, and once: what is refused before never pays for it. */
const packagedList: DomainSet = {
  holds: (domain) => {
    loaded ??= load();
    return loaded.holds(domain);
  },
};

let loaded: DomainSet | undefined;

function load(): DomainSet {
  try {
    return hashedDomains(readFileSync(new URL("./disposable-domains.bin", import.meta.url)));
  } catch (cause) {
    throw new Error("The list of disposable domains cannot be read", { cause });
  }
}
