import { readFileSync } from "node:fs";
import { type DomainSet, hashedDomains } from "./domain-set.ts";

/**
 * Providers of throw-away mailboxes: see docs/email-lists.md. Read with the first question, and once: what is refused before
 * never pays for it.
 */
export const disposableDomains: DomainSet = {
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
