import type { Notes } from "../gate/check.ts";
import type { PhoneFault } from "./phone.ts";
import type { RequestFault } from "./request.ts";
import type { SmsReason } from "./sms-gate.ts";

const NOT_TO_SUCH = "Texts are not sent to such numbers.";

const PHONE_FAULTS: Readonly<Record<PhoneFault, string>> = {
  "not-e164": "The number must be in E.164 format: a plus sign and 7 to 15 digits, such as +66812345678.",
  "leading-zero": "The number has a 0 after the country code. Leave the 0 out.",
  "doubled-country-code": "The number has its country code twice.",
  "too-short": "The number has digits missing.",
  "too-long": "The number has too many digits.",
  "not-assigned": "There is no such number in its country's numbering plan.",
  repeated: "The number is one digit repeated.",
  sequential: "The number is a run of consecutive digits.",
  landline: `The number is a landline. ${NOT_TO_SUCH}`,
  voip: `The number belongs to internet telephony. ${NOT_TO_SUCH}`,
  "premium-rate": "The number is a premium-rate number.",
  "shared-cost": `The number is a shared-cost number: its calls are paid in part by its owner. ${NOT_TO_SUCH}`,
  "toll-free": `The number is toll-free: its calls are paid by its owner. ${NOT_TO_SUCH}`,
  "personal-number": `The number is a personal number, which forwards to other numbers. ${NOT_TO_SUCH}`,
  pager: `The number is a pager. ${NOT_TO_SUCH}`,
  uan: `The number is one for a whole company or office (a universal access number). ${NOT_TO_SUCH}`,
  voicemail: `The number leads to voicemail. ${NOT_TO_SUCH}`,
};

const REQUEST_FAULTS: Readonly<Record<RequestFault | "key-reused", string>> = {
  payload: "The payload must be a JSON object.",
  unknown:
    "The payload takes phone, message, source, skipRateLimit, idempotencyKey and delivery, and nothing else.",
  phone: "phone must be text.",
  message: "message must be well-formed text.",
  source: "source must be text of at most 100 characters in one line.",
  skipRateLimit: "skipRateLimit must be true or false.",
  idempotencyKey: "idempotencyKey must be text of at most 200 characters in one line.",
  delivery: "delivery must be direct or queue.",
  "no-queue": "delivery cannot be queue: this service has none.",
  "key-reused": "This idempotencyKey has been used for another message.",
};

/** A sentence for people; what is wrong stands in the notes, in one word. */
export function wordingOf(reason: SmsReason, notes: Notes = {}, retryAfterSeconds = 0): string {
  switch (reason) {
    case "MISSING_PHONE":
      return "A phone number is required.";
    case "MISSING_MESSAGE":
      return "A message is required.";
    case "INVALID_REQUEST":
      return REQUEST_FAULTS[notes.fault as RequestFault];
    case "INVALID_PHONE":
      return PHONE_FAULTS[notes.fault as PhoneFault];
    case "BLOCKED_COUNTRY":
      return "Messages to this country are not sent.";
    case "MESSAGE_TOO_LONG":
      return `The message would take at least ${notes.segments} parts (${notes.encoding}). Shorten it.`;
    case "RATE_LIMITED":
      return `Please wait ${minutes(retryAfterSeconds)} before requesting another code.`;
    case "UNDER_WAY":
      return "This request is under way, or ended without telling how. It is not sent again.";
    case "REPEATED":
      return "This request has been answered before.";
    case "SERVICE_PAUSED":
      return "No messages are sent at the moment. Please try again later.";
    case "SPEND_LIMIT":
      return "No more messages are sent today: the day's ceiling on money is reached.";
    case "SPEND_UNKNOWN":
    case "SEND_FAILED":
      return NOT_SENT;
  }
}

export const SENT = "SMS sent successfully";
export const QUEUED = "SMS queued for delivery";
export const NOT_SENT = "The message could not be sent. Please try again later.";
export const HAS_OPTED_OUT =
  "The number has opted out of texts from this sender. None is sent until the person opts in again.";
export const MAYBE_SENT = "Nobody knows whether the message was sent. Please wait before trying again.";

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? "1 minute" : `${count} minutes`;
}
