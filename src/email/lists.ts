import { disposableDomains } from "./disposable-domains.ts";
import type { EmailLists } from "./email-validator.ts";
import { type OwnDomains, ownOpinion } from "./own-domains.ts";
import { relayDomains } from "./relays.ts";

/**
 * The lists that come with this package, and the owner's own additions and exceptions.
 * @throws RangeError for an entry of the owner's that is no domain in lower-case ASCII.
 */
export function emailLists(own: OwnDomains = {}): EmailLists {
  return { disposable: disposableDomains, relays: relayDomains, own: ownOpinion(own) };
}
