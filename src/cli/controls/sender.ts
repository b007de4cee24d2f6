import { parseEmailAddress } from "../../email/address.ts";
import { canonicalAddress } from "../../email/canonical.ts";
import { misused } from "../command.ts";

/** The one name of all the spellings of an address, as it is blocked. Undefined when it is none. */
export function senderOf(address: string): string | undefined {
  const parsed = parseEmailAddress(address);
  return parsed && canonicalAddress(parsed);
}

export const noAddress = misused("That is no e-mail address.", "Write it as ada@example.com.");
