import { awsErrorOf, refusesRole } from "./aws-outcome.ts";
import type { MailFailure } from "./mailer.ts";

/*
 * SES tells several things under one name: `MessageRejected` is a virus in the mail, a sender that is not verified and a paused
 * account. So the sentence is read before the name. Its wordings: SES Developer Guide, "Amazon SES API errors" and "Errors
 * related to the sending quotas".
 */

/** Too many mails in one second, whatever the name says. */
const RATE = /sending rate exceeded/i;

/** What stands against every mail until the owner has mended it, or until a day ends. */
const ACCOUNT_SAID: readonly RegExp[] = [
  /\bnot (?:been )?verified\b|\bunverified\b/i,
  /\bsandbox\b/i,
  /\bquota\b/i,
  /\b(?:paused|suspended|disabled)\b/i,
  /\bconfiguration set\b.*\bdoes not exist\b/i,
  /\bsuppression list\b|\bblack ?listed\b/i,
];

/** The same, by its name alone. */
const ACCOUNT = new Set([
  "AccountSendingPaused",
  "AccountSuspended",
  "ConfigurationSetDoesNotExist",
  "ConfigurationSetSendingPaused",
  "LimitExceeded",
  "MailFromDomainNotVerified",
  "NotFound",
  "SendingPaused",
]);

/** The mail itself is wrong. */
const PERMANENT = new Set(["BadRequest", "MessageRejected"]);

/** How long a failure of SES lasts. What is not known is taken for passing: nothing is given up for it. */
export function mailFailure(error: unknown): MailFailure {
  const { name, said } = awsErrorOf(error);
  if (RATE.test(said)) return "passing";
  const isOfAccount = ACCOUNT.has(name) || ACCOUNT_SAID.some((wording) => wording.test(said));
  if (isOfAccount || refusesRole(error)) return "lasting";
  return PERMANENT.has(name) ? "permanent" : "passing";
}
