import { type DnsLookupOptions, dnsLookup } from "../email/dns-lookup.ts";
import { emailValidator } from "../email/email-validator.ts";
import { findingCache } from "../email/finding-cache.ts";
import { emailLists, type OwnDomains } from "../email/lists.ts";
import { type RemoteLookupOptions, remoteLookup } from "../email/remote-lookup.ts";
import type { EmailVerdict } from "../email/verdict.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import { memoryAnswers } from "../stores/memory-answers.ts";
import { now } from "./now.ts";

export interface ValidateEmailOptions {
  /** Lists of disposable, relay and free domains, with your own additions; `false` leaves the step out. Default: as they come. */
  readonly lists?: OwnDomains | false;
  /** Whether forwarding aliases count as undesired. Default false. */
  readonly refuseRelays?: boolean;
  /** Whether, and how, the DNS is asked if the domain takes mail. Default: it is. */
  readonly dns?: DnsLookupOptions | false;
  /** A remote API to ask for each address that nothing else settled. Default: none. */
  readonly api?: RemoteLookupOptions;
  /**
   * Where verdicts are kept, and the secret that keys their names there, the same for all who share the store. Default: in
   * this process; `false` leaves the step out.
   */
  readonly cache?: { readonly store: AnswerStore; readonly key: string } | false;
}

/**
 * Makes the function that says whether an address is worth writing to. Make it once: it holds a cache, and the state of the
 * circuit to the remote API. What cannot be asked is passed over, and the verdict says so; it never throws for an address.
 *
 * ```ts
 * const validateEmail = createEmailValidator();
 * const { status, disposable, suggestion } = await validateEmail("joe@gmial.com");
 * ```
 * @throws TypeError when the remote API's URL or key cannot be used.
 */
export function createEmailValidator(
  options: ValidateEmailOptions = {},
): (email: string) => Promise<EmailVerdict> {
  const { lists = {}, refuseRelays, dns = {}, api, cache = here() } = options;
  const validator = emailValidator({
    lists: lists === false ? undefined : emailLists(lists),
    refuseRelays,
    dns: dns === false ? undefined : dnsLookup(dns),
    api: api && remoteLookup(api),
    cache: cache === false ? undefined : findingCache({ store: cache.store, key: async () => cache.key }),
  });
  return (email) => validator.validate(email, now());
}

const here = () => ({ store: memoryAnswers(), key: crypto.randomUUID() });

export { type EmailRefusal, refusalFor } from "../email/email-check.ts";
export { suggestAddress } from "../email/suggestion.ts";
export type { EmailReason, EmailSource, EmailStatus, EmailStep, EmailVerdict } from "../email/verdict.ts";
