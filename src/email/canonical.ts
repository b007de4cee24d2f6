import type { EmailAddress } from "./address.ts";

/** Domains that are other names for the mailboxes of one provider. */
const SAME_MAILBOXES: ReadonlyMap<string, string> = new Map([
  ["googlemail.com", "gmail.com"],
  ["me.com", "icloud.com"],
  ["mac.com", "icloud.com"],
  ["protonmail.com", "proton.me"],
  ["pm.me", "proton.me"],
  ["ya.ru", "yandex.ru"],
  ["yandex.by", "yandex.ru"],
  ["yandex.com", "yandex.ru"],
  ["yandex.kz", "yandex.ru"],
]);

/** Where dots in the local part mean nothing. */
const WITHOUT_DOTS: ReadonlySet<string> = new Set(["gmail.com"]);

/**
 * One name for all the spellings of one mailbox: lower case, without a `+tag`, without the dots that Gmail ignores, the
 * provider's domains as one. Only for counting: at a provider without tags it takes two mailboxes for one, which costs
 * them a shared limit, and mail still goes to the address itself. Canonical names are their own canonical names.
 */
export function canonicalAddress({ local, domain }: EmailAddress): string {
  const mailboxes = canonicalMailDomain(domain);
  const untagged = withoutTag(local.toLowerCase());
  return `${WITHOUT_DOTS.has(mailboxes) ? untagged.replaceAll(".", "") : untagged}@${mailboxes}`;
}

/** One name for all domains under which a provider has the same mailboxes. */
export const canonicalMailDomain = (domain: string): string => SAME_MAILBOXES.get(domain) ?? domain;

/** A local part that begins with the plus is all there is: it stays. */
export function withoutTag(local: string): string {
  const plus = local.indexOf("+");
  return plus > 0 ? local.slice(0, plus) : local;
}
