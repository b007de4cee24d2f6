import type { EmailAddress } from "../email/address.ts";
import { canonicalAddress } from "../email/canonical.ts";
import type { Check } from "../gate/check.ts";

/** Who signs up, as a name without the address in it: the same for all spellings of one mailbox. */
export interface Mailbox {
  readonly mailbox: string;
}

/** @param key reads the secret that keys the names; throws Unavailable when it cannot. */
export function mailbox(
  key: () => Promise<string>,
): Check<{ readonly address: EmailAddress }, Mailbox, never> {
  return {
    name: "mailbox",
    run: async ({ address }) => {
      const [{ createHmac }, secret] = await Promise.all([import("node:crypto"), key()]);
      const name = createHmac("sha256", secret)
        .update(`mailbox\0${canonicalAddress(address)}`)
        .digest("hex");
      return { ok: true, adds: { mailbox: name.slice(0, 32) } };
    },
  };
}
