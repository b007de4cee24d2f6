import type { EmailAddress } from "../email/address.ts";
import { canonicalAddress, canonicalMailDomain } from "../email/canonical.ts";

/**
 * What an address may be blocked by, the narrowest first: all its spellings, its domain, and each domain above that, because
 * who owns a domain makes as many below it as they like.
 *
 * `ada@mail.example.com`: `ada@mail.example.com`, `@mail.example.com`, `@example.com`
 */
function namesOf(address: EmailAddress): readonly string[] {
  const labels = canonicalMailDomain(address.domain).split(".");
  // A domain of one label cannot be blocked.
  const domains = labels.slice(0, -1).map((_, index) => `@${labels.slice(index).join(".")}`);
  return [canonicalAddress(address), ...domains];
}

/** The entry of the list that an address is blocked by. */
export const blockedBy = (blocked: ReadonlySet<string>, address: EmailAddress): string | undefined =>
  blocked.size === 0 ? undefined : namesOf(address).find((name) => blocked.has(name));
