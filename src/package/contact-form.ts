import { honeypotField } from "../config/honeypot-field.ts";
import { emailAddress, location, origins, secrets } from "../config/kinds.ts";
import { siteName as siteNameKind } from "../config/mail.ts";
import { contactForm as contactFeature } from "../contact/contact-form.ts";
import { byMail } from "../contact/dispatch.ts";
import { formKeeping, holdRefused } from "../contact/hold-refused.ts";
import type { HttpFeature } from "../http/feature.ts";
import { IPV6_PREFIX, requireIpv6Prefix } from "../http/ipv6-prefix.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { memoryCounters } from "../stores/memory-counters.ts";
import type { MessageStore } from "../stores/message-store.ts";
import { type EmailValidationOptions, validatorOf } from "./email-validation.ts";
import { randomText } from "./random.ts";
import { checkCount, checkFlag, readOption, readOptional } from "./read-option.ts";

export interface ContactFormOptions {
  /** Sender of the mail: one plain address. */
  readonly from: string;
  /** Where the mail goes. Default: `from`. */
  readonly to?: string | undefined;
  /** Sends the mail: `sesMailer(…)`, or anything with `send`. */
  readonly mailer: Mailer;
  /** The origins of the pages that may post, exactly as browsers send them: `https://www.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** Messages that one caller may send per clock hour. Default 5. */
  readonly limitPerHour?: number | undefined;
  /** How many leading bits of an IPv6 address count as one caller, from 48 to 64: one line often has a /56. Default 56. */
  readonly ipv6Prefix?: number | undefined;
  /**
   * Where the limit is kept. Default: in this process, which is enough for one process; several, or a function that is
   * started anew, need a store that they share.
   */
  readonly store?: ClaimStore | undefined;
  /** How far addresses are looked into. Default: by the lists, without I/O. */
  readonly validateEmail?: EmailValidationOptions | undefined;
  /** Names your site in the subject of the mail. */
  readonly siteName?: string | undefined;
  /** Where a browser without script is sent. Default: a plain page beside the form's own path. */
  readonly successUrl?: string | undefined;
  /** What the honeypot is called in JSON. In forms these are the fields that begin with `hp_`. Default `company`. */
  readonly honeypotField?: string | undefined;
  /**
   * Keeps what the honeypot refused, to be looked at: its visitor was thanked. Default: nothing is kept, and the first one is
   * told to `warn`.
   */
  readonly held?: HeldMessagesOptions | undefined;
  /** The CDN in front: the secrets with which it proves itself, and whether others are refused. Default: there is none. */
  readonly edge?: { readonly secrets: readonly string[]; readonly required: boolean } | undefined;
}

export interface HeldMessagesOptions {
  readonly store: Pick<MessageStore, "keep">;
  /** Days to keep one. Default 14. */
  readonly days?: number | undefined;
  /** So many are kept in one clock hour by this process. Default 100. */
  readonly limitPerHour?: number | undefined;
}

/**
 * The contact form as a function from request to response. Frameworks take it from their own subpath: `postern/express` …
 * @throws TypeError when an option makes no sense.
 */
export function contactForm(options: ContactFormOptions): HttpFeature {
  const { mailer, store = memoryClaims(), limitPerHour = 5, ipv6Prefix = IPV6_PREFIX.usual } = options;
  if (typeof mailer?.send !== "function") throw new TypeError(`${CALL}: mailer must have a method send`);
  if (!Array.isArray(options.allowedOrigins))
    throw new TypeError(`${CALL}: allowedOrigins must be a list such as ["https://www.example.com"]`);
  const from = readOption(CALL, "from", emailAddress, options.from);
  const to = readOptional(CALL, "to", emailAddress, options.to) ?? from;
  const allowedOrigins = readOption(CALL, "allowedOrigins", origins, options.allowedOrigins.join(","));
  const siteName = readOptional(CALL, "siteName", siteNameKind, options.siteName);
  const successUrl = readOptional(CALL, "successUrl", location, options.successUrl);
  checkCount(CALL, "limitPerHour", limitPerHour);
  requireIpv6Prefix(CALL, ipv6Prefix);
  const validator = validatorOf({ dns: false, api: false, cache: false, ...options.validateEmail });
  return contactFeature({
    dispatch: byMail({ envelope: { from, to, siteName }, mailer }),
    slots: store,
    limitPerHour,
    ipv6Prefix,
    allowedOrigins,
    validator: () => validator,
    ...edgeOf(options.edge),
    honeypotField: readOptional(CALL, "honeypotField", honeypotField, options.honeypotField),
    switchedOn: { held: heldOf(options.held) },
    successUrl,
  });
}

const CALL = "contactForm";

function edgeOf(edge: ContactFormOptions["edge"]) {
  if (edge === undefined) return { edgeSecrets: [], requireEdge: false };
  if (!Array.isArray(edge?.secrets))
    throw new TypeError(
      `${CALL}: edge.secrets must be a list of one or two secrets of at least 16 characters`,
    );
  checkFlag(CALL, "edge.required", edge.required);
  const edgeSecrets = readOption(CALL, "edge.secrets", secrets, edge.secrets.join(","));
  return { edgeSecrets, requireEdge: edge.required };
}

function heldOf(held: HeldMessagesOptions | undefined) {
  if (held === undefined) return undefined;
  const { store, days = 14, limitPerHour = 100 } = held;
  if (typeof store?.keep !== "function") throw new TypeError(`${CALL}: held.store must have a method keep`);
  checkCount(CALL, "held.days", days, 365);
  checkCount(CALL, "held.limitPerHour", limitPerHour, 10_000);
  return holdRefused(
    formKeeping({
      messages: store,
      counters: memoryCounters(),
      holdDays: days,
      holdLimitPerHour: limitPerHour,
      newId: randomText,
    }),
  );
}
