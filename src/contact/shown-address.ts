import { type EmailAddress, parseEmailAddress } from "../email/address.ts";
import { oneLine } from "./text.ts";

/** An address as it stands in a mail. One that cannot be written to is shown, and the mail then has no Reply-To. */
export const shownAddress = (email: string): EmailAddress =>
  parseEmailAddress(email) ?? { text: oneLine(email), local: "", domain: "", ascii: undefined };
