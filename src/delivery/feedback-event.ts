import { parseJsonObject } from "../http/json-object.ts";
import type { MailEvent } from "../stores/mail-event-store.ts";

/** What SES tells of one mail, as far as anything follows from it. */
export interface MailFeedback {
  readonly event: MailEvent;
  readonly messageId: string;
  /** Of the mail, not of what became of it. */
  readonly sentAtMs: number;
  /** Who is not to be written to again. */
  readonly lost: readonly string[];
  /** Whether SES counts it to the rates by which it judges a sender. */
  readonly counts: boolean;
}

/** Of what SES tells, nothing follows from what is `ignored`; what is `malformed` no version of SES is known to send. */
export type ReadFeedback = MailFeedback | "ignored" | "malformed";

/** SES says this in plain text when a topic becomes an event destination. */
const TOPIC_IS_VALID = "Successfully validated SNS topic for Amazon SES event publishing.";

/**
 * Reads what SES publishes: the events of a configuration set (`eventType`), or the feedback notifications of an identity, which
 * are older (`notificationType`) and otherwise alike; as text, or read already. Members that nothing follows from are not looked at: SES adds more.
 */
export function readFeedback(message: unknown): ReadFeedback {
  if (message === TOPIC_IS_VALID) return "ignored";
  const told = typeof message === "string" ? parseJsonObject(message) : membersOf(message);
  const type = told?.eventType ?? told?.notificationType;
  if (told === undefined || typeof type !== "string") return "malformed";
  if (type === "Send") return of(told, "sent", { lost: [], counts: true });
  if (type === "Bounce") return bounce(told);
  return type === "Complaint" ? complaint(told) : "ignored";
}

type Members = Readonly<Record<string, unknown>>;

/** Bounces that may pass (a full mailbox, a server that is down) count to no rate of SES, and nobody is lost by them. */
function bounce(told: Members): ReadFeedback {
  const { bounceType, bounceSubType, bouncedRecipients } = membersOf(told.bounce);
  if (typeof bounceType !== "string") return "malformed";
  if (bounceType !== "Permanent") return "ignored";
  return of(told, "bounced", feedbackOn(bouncedRecipients, bounceSubType));
}

function complaint(told: Members): ReadFeedback {
  const { complaintFeedbackType, complaintSubType, complainedRecipients } = membersOf(told.complaint);
  // Somebody took it out of the spam folder: the reverse of a complaint.
  if (complaintFeedbackType === "not-spam") return "ignored";
  return of(told, "complained", feedbackOn(complainedRecipients, complaintSubType));
}

type Consequence = Pick<MailFeedback, "lost" | "counts">;

/** SES did not even try, because the account's own list has the address: it says that this counts to no rate. */
const NOT_TRIED = "OnAccountSuppressionList";

function feedbackOn(recipients: unknown, subType: unknown): Consequence | undefined {
  const lost = Array.isArray(recipients)
    ? recipients.map((recipient) => membersOf(recipient).emailAddress)
    : [];
  return lost.length > 0 && areTexts(lost) ? { lost, counts: subType !== NOT_TRIED } : undefined;
}

function of(told: Members, event: MailEvent, consequence: Consequence | undefined): ReadFeedback {
  const { messageId, timestamp, destination } = membersOf(told.mail);
  const sentAtMs = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  if (!consequence || Number.isNaN(sentAtMs) || !isMessageId(messageId)) return "malformed";
  const { lost, counts } = consequence;
  return { event, messageId, sentAtMs, lost: [...new Set([...lost, ...onlyOne(destination, lost)])], counts };
}

/**
 * A mailbox that forwards is told of by the name of where it forwards to. When a mail went to one address alone, it is that
 * address which cannot be written to.
 */
const onlyOne = (destination: unknown, lost: readonly string[]): readonly string[] =>
  lost.length > 0 && Array.isArray(destination) && destination.length === 1 && areTexts(destination)
    ? destination
    : [];

const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};

const areTexts = (values: readonly unknown[]): values is readonly string[] =>
  values.every((value) => typeof value === "string");

/** It becomes part of a key. */
const isMessageId = (value: unknown): value is string =>
  typeof value === "string" && /^[\w.@-]{1,128}$/.test(value);
