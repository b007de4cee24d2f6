import { type DomainSet, listedDomains } from "./domain-set.ts";
import { LARGE_PROVIDERS } from "./large-providers.ts";

/** Providers of mailboxes for everybody. The large ones alone: longer lists count companies among them. */
export const freeDomains: DomainSet = listedDomains(LARGE_PROVIDERS);
