import { type EmailAddress, parseEmailAddress } from "../../email/address.ts";
import { canonicalAddress, canonicalMailDomain } from "../../email/canonical.ts";
import { misused } from "../command.ts";

/** Who is to be blocked, under the one name that stands in the store. */
export interface Sender {
  /** `ada@example.com`, or `@example.com` for a whole domain. */
  readonly name: string;
  /** Absent for a domain. */
  readonly address?: EmailAddress;
}

/** All spellings of an address are one sender, and so are all names of a provider's domain. Undefined when it is neither. */
export function senderOf(text: string): Sender | undefined {
  if (text.startsWith("@")) {
    const parsed = parseEmailAddress(`anyone${text}`);
    return parsed && { name: `@${canonicalMailDomain(parsed.domain)}` };
  }
  const address = parseEmailAddress(text);
  return address && { name: canonicalAddress(address), address };
}

export const noSender = misused(
  "That is not an e-mail address.",
  "Write it as ada@example.com, or @example.com for everybody at a domain.",
);
