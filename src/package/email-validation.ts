import { type DnsLookupOptions, dnsLookup } from "../email/dns-lookup.ts";
import { type EmailValidator, emailValidator } from "../email/email-validator.ts";
import { type FindingCache, findingCache } from "../email/finding-cache.ts";
import { emailLists } from "../email/lists.ts";
import type { OwnDomains } from "../email/own-domains.ts";
import { type RemoteLookupOptions, remoteLookup } from "../email/remote-lookup.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import { Unavailable } from "../gate/unavailable.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import { memoryAnswers } from "../stores/memory-answers.ts";
import { emailApiOfEnvironment } from "./environment.ts";
import { randomText } from "./random.ts";

export interface EmailValidationOptions {
  /** Lists of disposable and relay domains, with your own additions; `false` leaves the step out. Default: as they come. */
  readonly lists?: OwnDomains | false | undefined;
  /** Whether forwarding aliases count as undesired. Default false. */
  readonly refuseRelays?: boolean | undefined;
  /** Whether, and how, the DNS is asked if the domain takes mail. Default: it is. */
  readonly dns?: DnsLookupOptions | false | undefined;
  /**
   * A remote API to ask for each address that nothing else settled. Default: the one whose key is in `TRUEMAIL_API_KEY`, else
   * none.
   */
  readonly api?: RemoteLookupOptions | false | undefined;
  /**
   * Where verdicts are kept, and the secret that keys their names there, the same for all who share the store. Default: in
   * this process; `false` leaves the step out.
   */
  readonly cache?: { readonly store: AnswerStore; readonly key: string } | false | undefined;
}

/**
 * @throws TypeError when the remote API's URL or key, a name server or the cache's key cannot be used; RangeError for a
 * time-out or a domain that makes no sense.
 */
export function validatorOf(options: EmailValidationOptions): EmailValidator {
  const { lists = {}, refuseRelays, dns = {}, api = emailApiOfEnvironment(), cache = here() } = options;
  if (lists !== false) checkLists(lists);
  return emailValidator({
    lists: lists === false ? undefined : emailLists(lists),
    refuseRelays,
    dns: dns === false ? undefined : dnsLookup(dns),
    api: api ? remoteLookup(api) : undefined,
    cache: cache === false ? undefined : ownCache(cache),
  });
}

/** A list has no `has`, and would fail with each address. */
function checkLists({ blocked = new Set(), allowed = new Set() }: OwnDomains): void {
  for (const [name, domains] of Object.entries({ blocked, allowed }))
    if (!(domains instanceof Set))
      throw new TypeError(`lists.${name} must be a Set of domains: new Set(["trash.example"])`);
}

const MIN_KEY_CHARACTERS = 16;

function ownCache({ store, key }: { readonly store: AnswerStore; readonly key: string }): FindingCache {
  if (typeof key !== "string" || key.length < MIN_KEY_CHARACTERS)
    throw new TypeError(`The key of the cache must be a text of ${MIN_KEY_CHARACTERS} characters or more`);
  return findingCache({ store: forgiving(store), key: async () => key });
}

/** Somebody else's store: whatever it throws, it could not be asked, and no address is refused or let in for that. */
function forgiving(store: AnswerStore): AnswerStore {
  const asked = async <T>(answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw isUnavailable(error) ? error : new Unavailable("the cache", error);
    }
  };
  return {
    find: (...question) => asked(() => store.find(...question)),
    keep: (...answer) => asked(() => store.keep(...answer)),
  };
}

const here = () => ({ store: memoryAnswers(), key: randomText() });
