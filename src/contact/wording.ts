import type { ContactReason } from "./contact-gate.ts";

interface Wording {
  readonly status: number;
  readonly message: string;
}

export const SENT: Wording = { status: 200, message: "Thank you. Your message has been sent." };

/**
 * Reasons that are answered like success, to the last header: a bot in the honeypot and a sender who is blocked must learn
 * nothing, and who has sent something twice has sent it.
 */
export const LIKE_SENT = [
  "HONEYPOT",
  "BLOCKED_SENDER",
  "REPEATED",
] as const satisfies readonly ContactReason[];
export type LikeSent = (typeof LIKE_SENT)[number];

/** Status and words for every other reason of the gate and every failure: total, or it does not compile. */
export const ANSWERS: Readonly<
  Record<Exclude<ContactReason, LikeSent> | "SEND_FAILED" | "INTERNAL_ERROR", Wording>
> = {
  FORBIDDEN_ORIGIN: { status: 403, message: "This form does not take messages from that website." },
  FORBIDDEN: { status: 403, message: "This form is reached through its website only." },
  METHOD_NOT_ALLOWED: { status: 405, message: "Use POST to send a message." },
  BODY_TOO_LARGE: { status: 413, message: "The message is too large." },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: "Send application/json or application/x-www-form-urlencoded, in UTF-8.",
  },
  INVALID_BODY: {
    status: 400,
    message: "The body must hold name, email and message as text, and nothing else.",
  },
  MISSING_FIELDS: { status: 400, message: "Please fill in your name, your e-mail address and a message." },
  FIELD_TOO_LONG: {
    status: 400,
    message: "Too long: a name has at most 100 characters, an e-mail address 254, a message 5,000.",
  },
  INVALID_EMAIL: { status: 400, message: "We cannot write to that e-mail address. Please check it." },
  DISPOSABLE_EMAIL: {
    status: 400,
    message: "That is a throw-away address, and our answer would be lost. Please give another one.",
  },
  UNDELIVERABLE_EMAIL: {
    status: 400,
    message: "That e-mail address takes no mail, so we could not answer. Please check it.",
  },
  RATE_LIMITED: {
    status: 429,
    message: "Too many messages have come from your network. Please try again in an hour at the latest.",
  },
  INVALID_IDEMPOTENCY_KEY: {
    status: 400,
    message: "The header Idempotency-Key must hold one string of at most 255 characters.",
  },
  UNDER_WAY: { status: 409, message: "This very message is being sent at the moment. Please wait." },
  KEY_REUSED: { status: 422, message: "That Idempotency-Key has been used for another message." },
  SERVICE_PAUSED: {
    status: 503,
    message: "This form takes no messages at the moment. Please try again later.",
  },
  SPEND_LIMIT: { status: 503, message: "This form takes no more messages today. Please try again tomorrow." },
  SPEND_UNKNOWN: {
    status: 503,
    message: "This form takes no messages at the moment. Please try again in a while.",
  },
  SEND_FAILED: {
    status: 500,
    message: "We cannot tell whether your message was sent. Please try again in a while.",
  },
  INTERNAL_ERROR: { status: 500, message: "Something went wrong on our side. Please try again in a while." },
};
