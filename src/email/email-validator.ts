import type { At } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import type { Unavailable } from "../gate/unavailable.ts";
import { type EmailAddress, parseEmailAddress } from "./address.ts";
import { canonicalAddress } from "./canonical.ts";
import type { DomainSet } from "./domain-set.ts";
import type { FindingCache } from "./finding-cache.ts";
import { LARGE_PROVIDERS } from "./large-providers.ts";
import type { EmailLookup } from "./lookup.ts";
import type { OwnOpinion } from "./own-domains.ts";
import { isRole } from "./roles.ts";
import { suggestAddress } from "./suggestion.ts";
import {
  type EmailSource,
  type EmailStep,
  type EmailVerdict,
  type Finding,
  isSendable,
  type SendableAddress,
} from "./verdict.ts";

export interface EmailLists {
  readonly disposable: DomainSet;
  readonly relays: DomainSet;
  readonly own: OwnOpinion;
}

/** The steps after syntax. Whichever is left out is not taken. */
export interface EmailValidatorOptions {
  readonly lists?: EmailLists | undefined;
  /** Whether forwarding aliases count as undesired. Default false: behind each is a customer. */
  readonly refuseRelays?: boolean | undefined;
  readonly cache?: FindingCache | undefined;
  readonly dns?: EmailLookup | undefined;
  readonly api?: EmailLookup | undefined;
}

/**
 * ```
 *   syntax ▸ lists │ cache ▸ DNS ▸ remote API
 *     classify     │        lookUp
 *   no I/O, ~ µs   │   I/O; whatever cannot be asked is passed over, and the verdict says so
 * ```
 */
export interface EmailValidator {
  /** All steps, for whatever stands where an address should. Never throws for it: what is no text is no address. */
  validate(given: unknown, at: At): Promise<EmailVerdict>;
  /** What can be said without I/O. */
  classify(address: EmailAddress, at: At): EmailVerdict;
  /** Goes on from what {@link classify} said, unless that is already the end of it. */
  lookUp(address: EmailAddress, classified: EmailVerdict, at: At): Promise<EmailVerdict>;
}

export function emailValidator(options: EmailValidatorOptions): EmailValidator {
  const { lists, refuseRelays = false, cache } = options;
  const lookups = (["dns", "api"] as const).flatMap((source) => {
    const lookup = options[source];
    return lookup ? [{ source, lookup }] : [];
  });

  const classify = (address: EmailAddress, at: At): EmailVerdict => {
    const startedMs = at.elapsedMs();
    const { local, domain, ascii } = address;
    const isLarge = LARGE_PROVIDERS.has(domain);
    const own = lists?.own.of(domain);
    const relay = lists?.relays.holds(domain) ?? false;
    const isListed = !relay && own !== "allowed" && (lists?.disposable.holds(domain) ?? false);
    const disposable = own === "blocked" || isListed;
    const refused = relay && refuseRelays && own !== "allowed";
    // What the owner has an opinion of is not mistyped.
    const suggestion = isLarge || own !== undefined ? undefined : suggestAddress(address.text);
    return {
      ...standing({ isSendable: ascii !== undefined, disposable, refused }),
      disposable,
      relay,
      role: isRole(local),
      free: isLarge,
      ...(suggestion !== undefined && { suggestion }),
      canonical: canonicalAddress(address),
      steps: [{ step: lists ? "list" : "syntax", tookMs: at.elapsedMs() - startedMs }],
    };
  };

  /** The first finding that settles it; a cached one stands for all. Else the last that was given. */
  const search = async (address: SendableAddress, at: At, relay: boolean) => {
    const isLarge = LARGE_PROVIDERS.has(address.domain);
    const isTrusted = relay || isLarge || lists?.own.of(address.domain) === "allowed";
    const steps: EmailStep[] = [];
    const ask = async <T>(step: EmailSource, question: () => Promise<T>): Promise<T | undefined> => {
      const startedMs = at.elapsedMs();
      const tookMs = () => at.elapsedMs() - startedMs;
      try {
        const answer = await question();
        steps.push({ step, tookMs: tookMs() });
        return answer;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        steps.push({ step, tookMs: tookMs(), failed: whatFailed(error) });
        return undefined;
      }
    };

    const kept = cache && (await ask("cache", () => cache.find(address, at)));
    const cached = kept && believed(kept, isTrusted);
    if (cached) return { steps, found: { ...cached, source: "cache" as const } };

    let found: (Finding & { readonly source: EmailSource }) | undefined;
    let isSettled = true;
    for (const { source, lookup } of lookups) {
      if (source === "dns" && isLarge) {
        found = LARGE_PROVIDER;
        continue;
      }
      const finding = await ask(source, () => lookup.find(address, at));
      const opinion = finding && believed(finding, isTrusted);
      // A part that could not be asked, or did not know: it shall be asked again. That the cache failed is no doubt.
      if (finding === undefined || finding.status === "unknown") isSettled = false;
      else if (opinion) found = { ...opinion, source };
      if (found?.status === "undeliverable") break;
    }
    if (found && found.source !== "list" && isSettled && cache) {
      const { source: _, ...finding } = found;
      await ask("cache", () => cache.keep(address, finding, at));
    }
    return { steps, found };
  };

  const lookUp = async (address: EmailAddress, classified: EmailVerdict, at: At): Promise<EmailVerdict> => {
    if (classified.status !== "unknown" || !isSendable(address)) return classified;
    const { steps, found } = await search(address, at, classified.relay);
    return { ...classified, ...found, steps: [...classified.steps, ...steps] };
  };

  return {
    classify,
    lookUp,
    validate: async (given, at) => {
      const startedMs = at.elapsedMs();
      const address = typeof given === "string" ? parseEmailAddress(given) : undefined;
      const syntax: EmailStep = { step: "syntax", tookMs: at.elapsedMs() - startedMs };
      if (!address) return { ...NO_ADDRESS, steps: [syntax] };
      const classified = classify(address, at);
      const steps = lists ? [syntax, ...classified.steps] : [syntax];
      return await lookUp(address, { ...classified, steps }, at);
    },
  };
}

const NO_ADDRESS = {
  status: "undeliverable",
  reason: "INVALID_SYNTAX",
  source: "syntax",
  disposable: false,
  relay: false,
  role: false,
  free: false,
} as const;

/** Not asked about: a resolver that errs would refuse half of all people. */
const LARGE_PROVIDER = {
  status: "deliverable",
  reason: "LARGE_PROVIDER",
  disposable: false,
  source: "list",
} as const;

interface Known {
  readonly isSendable: boolean;
  readonly disposable: boolean;
  /** An alias, where aliases are not wanted. */
  readonly refused: boolean;
}

function standing({
  isSendable,
  disposable,
  refused,
}: Known): Pick<EmailVerdict, "status" | "reason" | "source"> {
  if (disposable) return { status: "risky", reason: "DISPOSABLE_DOMAIN", source: "list" };
  if (refused) return { status: "risky", reason: "RELAY_DOMAIN", source: "list" };
  if (!isSendable) return { status: "undeliverable", reason: "NOT_SENDABLE", source: "syntax" };
  return { status: "unknown", reason: "NOTHING_AGAINST", source: "syntax" };
}

/** Names the part and the code of what broke, and quotes no message: a resolver's has the domain in it. */
function whatFailed({ message, cause }: Unavailable): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? `${message}: ${code}` : message;
}

/**
 * Whoever calls a large provider, a relay or a domain that the owner allows disposable is wrong about that, and would cost
 * honest people their sign-up. That a mailbox there takes no mail may still be true.
 */
function believed(finding: Finding, isTrusted: boolean): Finding | undefined {
  if (!finding.disposable || !isTrusted) return finding;
  return finding.status === "undeliverable" ? { ...finding, disposable: false } : undefined;
}
