import type { MailFailure } from "./mailer.ts";

/** The mail itself is wrong, or to or from somebody whom this account may not write to. */
const PERMANENT = new Set(["BadRequestException", "MessageRejected"]);

/** The account, its settings or the function's role stand against every mail. */
const LASTING = new Set([
  "AccessDeniedException",
  "AccountSuspendedException",
  "LimitExceededException",
  "MailFromDomainNotVerifiedException",
  "NotFoundException",
  "SendingPausedException",
]);

/** The quota of a day is told under the names of too high a rate, and lasts for hours. */
const DAILY_QUOTA = /daily (?:message|sending) quota/i;

/** How long a failure of SES lasts. What is not known is taken for passing: nothing is given up for it. */
export function mailFailure(error: unknown): MailFailure {
  const { name = "", message = "" } = error instanceof Error ? error : {};
  if (PERMANENT.has(name)) return "permanent";
  return LASTING.has(name) || DAILY_QUOTA.test(message) ? "lasting" : "passing";
}
