import { disposableDomains } from "./disposable-domains.ts";
import { listedDomains } from "./domain-set.ts";
import type { EmailLists } from "./email-validator.ts";
import { relayDomains } from "./relays.ts";

const NONE: ReadonlySet<string> = new Set();

export interface OwnDomains {
  /** Taken for throw-away ones, with all below them. */
  readonly blocked?: ReadonlySet<string> | undefined;
  /** Never taken for throw-away ones. */
  readonly allowed?: ReadonlySet<string> | undefined;
}

/** The lists that come with this package, with the owner's own additions and exceptions. */
export function emailLists({ blocked = NONE, allowed = NONE }: OwnDomains = {}): EmailLists {
  return {
    disposable: disposableDomains({ blocked, allowed }),
    relays: relayDomains,
    allowed: listedDomains(allowed),
  };
}
