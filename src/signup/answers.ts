import type { EmailRefusal } from "../email/email-check.ts";
import { isEmailRefusal, refusedEmail } from "../email/refused-email.ts";
import { METHODS } from "../http/browser-access.ts";
import { type HttpResponse, json } from "../http/message.ts";
import { type RateLimitPolicy, retryHeaders } from "../http/rate-limit-headers.ts";
import type { SignupReason } from "./signup-gate.ts";

type Failure = "SEND_FAILED" | "INTERNAL_ERROR";
const OTHERS: Readonly<
  Record<
    Exclude<SignupReason, EmailRefusal | "UNSENDABLE_EMAIL"> | Failure,
    readonly [status: number, message: string]
  >
> = {
  FORBIDDEN_ORIGIN: [403, "This service does not take sign-ups from that website."],
  FORBIDDEN: [403, "This service is reached through its website only."],
  METHOD_NOT_ALLOWED: [405, "Use POST to sign up."],
  BODY_TOO_LARGE: [413, "The sign-up is too large."],
  UNSUPPORTED_MEDIA_TYPE: [415, "Send application/json, in UTF-8."],
  INVALID_BODY: [400, "The body must be a JSON object with the member email."],
  RATE_LIMITED: [
    429,
    "Too many sign-ups have come from your network or for that address. Please try again in an hour at the latest.",
  ],
  SERVICE_PAUSED: [503, "Sign-ups are paused at the moment. Please try again later."],
  SENDING_PAUSED: [503, "We cannot write to new addresses at the moment. Please try again later."],
  SPEND_LIMIT: [503, "We take no more sign-ups today. Please try again tomorrow."],
  SPEND_UNKNOWN: [503, "We take no sign-ups at the moment. Please try again in a while."],
  SEND_FAILED: [500, "We cannot tell whether you were signed up. Please try again in a while."],
  INTERNAL_ERROR: [500, "Something went wrong on our side. Please try again in a while."],
};

/** In the form of the other answers about an address. */
const UNSENDABLE =
  "We cannot send mail to that address: before the @ our mail service takes no letters beyond a to z, and no dots at the ends or side by side. Please give another address.";

export const signedUp = (message: string): HttpResponse => json(201, { success: true, message });

interface Refusal {
  readonly reason: SignupReason | Failure;
  readonly retryAfterSeconds?: number;
}

export function refusal(refused: Refusal, policy: RateLimitPolicy): HttpResponse {
  const { reason, retryAfterSeconds } = refused;
  if (reason === "UNSENDABLE_EMAIL") return json(422, { error: UNSENDABLE });
  if (isEmailRefusal(reason)) return refusedEmail(reason);
  const [status, message] = OTHERS[reason];
  const waits = retryAfterSeconds !== undefined;
  return json(
    status,
    {
      success: false,
      error: reason,
      message,
      ...(waits && reason === "RATE_LIMITED" && { rateLimited: true }),
      ...(waits && { retryAfterSeconds }),
    },
    {
      ...retryHeaders(policy, refused),
      ...(reason === "METHOD_NOT_ALLOWED" && { allow: METHODS }),
    },
  );
}
