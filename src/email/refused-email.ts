import { type HttpResponse, json } from "../http/message.ts";
import type { EmailRefusal } from "./email-check.ts";

/** The words of the middleware that sign-ups were protected with elsewhere, so that clients need no change. */
const WORDS: Readonly<Record<EmailRefusal, string>> = {
  INVALID_EMAIL: "Valid email required",
  DISPOSABLE_EMAIL: "Disposable emails not accepted",
  UNDELIVERABLE_EMAIL: "That email isn't deliverable",
};

export const isEmailRefusal = (reason: string): reason is EmailRefusal => Object.hasOwn(WORDS, reason);

export const refusedEmail = (refusal: EmailRefusal): HttpResponse => json(422, { error: WORDS[refusal] });
