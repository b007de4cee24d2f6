import type { EmailAddress } from "./address.ts";

/**
 * - `deliverable`: something outside said that the mailbox, or at least its domain, takes mail.
 * - `undeliverable`: it surely takes none.
 * - `risky`: it may take mail and is not worth much: a disposable mailbox, or what the remote API calls so.
 * - `unknown`: nobody was asked, or nobody could answer. Never a reason to refuse.
 */
export type EmailStatus = "deliverable" | "undeliverable" | "risky" | "unknown";

/** What the status rests on, in the order of what asking costs. */
export type EmailSource = "syntax" | "list" | "cache" | "dns" | "api";

export type EmailReason =
  /** It is not one plain address of the profile for web forms, see `parseEmailAddress`. */
  | "INVALID_SYNTAX"
  /** A local part beyond ASCII: SES knows no SMTPUTF8. */
  | "NOT_SENDABLE"
  | "DISPOSABLE_DOMAIN"
  /** A forwarding alias, and the owner chose to refuse those. */
  | "RELAY_DOMAIN"
  /** Neither MX nor address records, or no such domain. */
  | "NO_MAIL_SERVER"
  /** RFC 7505: the domain says that it takes no mail. */
  | "NULL_MX"
  | "MAIL_SERVER_FOUND"
  /** A mail server of the domain serves throw-away domains only. */
  | "THROWAWAY_MAIL_SERVER"
  /** One of the world's large providers, whose domain takes mail whatever a resolver says today. */
  | "LARGE_PROVIDER"
  /** A known relay, whose domain takes mail as well. */
  | "KNOWN_RELAY"
  /** RFC 5321, section 5.1: without an MX, the domain's own address takes its mail. */
  | "IMPLICIT_MX"
  /** The remote API said so. */
  | "REMOTE_VERDICT"
  /** A mail to it came back for good. */
  | "BOUNCED"
  /** Whoever has it complained of a mail. */
  | "COMPLAINED"
  /** Syntax and lists found nothing against it, and nothing else was asked or answered. */
  | "NOTHING_AGAINST";

/** One step of a validation, as logs and the console show it. */
export interface EmailStep {
  readonly step: EmailSource;
  readonly tookMs: number;
  /** The step could not be asked, and was passed over: why, in words without the address. */
  readonly failed?: string;
}

export interface EmailVerdict {
  readonly status: EmailStatus;
  readonly reason: EmailReason;
  readonly source: EmailSource;
  /** A throw-away mailbox: on the list, at a mail server of such a service, or the remote API says so. */
  readonly disposable: boolean;
  /** A forwarding alias of a real person's mailbox (Apple, DuckDuckGo, Mozilla, addy.io …). */
  readonly relay: boolean;
  /** A function and not a person: `info@`, `sales@`. */
  readonly role: boolean;
  /** A provider of mailboxes for everybody, such as gmail.com. */
  readonly free: boolean;
  /** The whole address as it was probably meant, when its domain looks mistyped. */
  readonly suggestion?: string;
  /**
   * What was judged, and the value to store and to write to: `local@domain` without what stood around it, the domain in
   * lower-case ASCII. The text as it was given may differ. Absent without an address. SES cannot carry it when the reason is
   * `NOT_SENDABLE`.
   */
  readonly address?: string;
  /** One name for all spellings of one mailbox, for counting; mail goes to `address`. Absent without an address. */
  readonly canonical?: string;
  readonly steps: readonly EmailStep[];
}

/** What asking about an address brought. */
export interface Finding {
  readonly status: EmailStatus;
  readonly reason: EmailReason;
  readonly disposable: boolean;
}

/** An address that mail can be sent to. */
export type SendableAddress = EmailAddress & { readonly ascii: string };

export const isSendable = (address: EmailAddress): address is SendableAddress => address.ascii !== undefined;
