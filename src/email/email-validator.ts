import type { At } from "../gate/check.ts";
import { type EmailAddress, parseEmailAddress } from "./address.ts";
import { canonicalAddress } from "./canonical.ts";
import type { DomainSet } from "./domain-set.ts";
import { type InquiryOptions, inquiry } from "./inquiry.ts";
import { LARGE_PROVIDERS } from "./large-providers.ts";
import type { OwnOpinion } from "./own-domains.ts";
import { isRole } from "./roles.ts";
import { suggestAddress } from "./suggestion.ts";
import { type EmailStep, type EmailVerdict, isSendable } from "./verdict.ts";

export interface EmailLists {
  readonly disposable: DomainSet;
  readonly relays: DomainSet;
  readonly own: OwnOpinion;
}

/** The steps after syntax. Whichever is left out is not taken. */
export interface EmailValidatorOptions extends InquiryOptions {
  readonly lists?: EmailLists | undefined;
  /** Whether forwarding aliases count as undesired. Default false: behind each is a customer. */
  readonly refuseRelays?: boolean | undefined;
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
  const { lists, refuseRelays = false } = options;
  const inquire = inquiry(options);

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
      address: `${local}@${domain}`,
      canonical: canonicalAddress(address),
      steps: [{ step: lists ? "list" : "syntax", tookMs: at.elapsedMs() - startedMs }],
    };
  };

  const lookUp = async (address: EmailAddress, classified: EmailVerdict, at: At): Promise<EmailVerdict> => {
    if (classified.status !== "unknown" || !isSendable(address)) return classified;
    const { domain } = address;
    const takesMail = whyItTakesMail(domain, classified);
    const isTrusted = takesMail !== undefined || lists?.own.of(domain) === "allowed";
    const { steps, found } = await inquire(address, { takesMail, isTrusted }, at);
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

function whyItTakesMail(domain: string, { relay }: EmailVerdict) {
  if (LARGE_PROVIDERS.has(domain)) return "LARGE_PROVIDER";
  return relay ? "KNOWN_RELAY" : undefined;
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
