import { ACCOUNT_ID, arn, REGION } from "./arn.ts";
import type { SentMail } from "./outbox.ts";

/*
 * What SES publishes of a mail, as the topic of a configuration set hands it to a function.
 */

/** A mail that was accepted. */
interface Accepted {
  readonly messageId: string;
  readonly mail: Pick<SentMail, "from" | "to" | "subject">;
  readonly configurationSet: string;
  readonly nowMs: number;
  readonly newId: () => string;
}

/** The local part may carry a label: `bounce+7@simulator.amazonses.com`. */
const SIMULATOR = /^(?<part>bounce|complaint)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/** Of each mail that it was sent; and what SES's mailbox simulator makes of those that are for it. */
export function eventsOf(accepted: Accepted): readonly object[] {
  const { nowMs, newId } = accepted;
  const mail = mailObject(accepted);
  const feedback = { timestamp: iso(nowMs), feedbackId: `${newId()}-000000` };
  const events = accepted.mail.to.map((emailAddress) => {
    const part = SIMULATOR.exec(emailAddress)?.groups?.part?.toLowerCase();
    if (part === "bounce")
      return { eventType: "Bounce", bounce: { ...bounced(emailAddress), ...feedback }, mail };
    if (part !== "complaint") return undefined;
    return { eventType: "Complaint", complaint: { ...complained(emailAddress), ...feedback }, mail };
  });
  return [{ eventType: "Send", mail, send: {} }, ...events.filter((event) => event !== undefined)];
}

const bounced = (emailAddress: string) => ({
  bounceType: "Permanent",
  bounceSubType: "General",
  bouncedRecipients: [
    { emailAddress, action: "failed", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" },
  ],
  reportingMTA: "dsn; mta.example.com",
});

const complained = (emailAddress: string) => ({
  complainedRecipients: [{ emailAddress }],
  complaintSubType: null,
  complaintFeedbackType: "abuse",
});

function mailObject({ messageId, mail: { from, to, subject }, configurationSet, nowMs }: Accepted) {
  return {
    timestamp: iso(nowMs),
    source: from,
    sendingAccountId: ACCOUNT_ID,
    messageId,
    destination: to,
    headersTruncated: false,
    headers: [
      { name: "From", value: from },
      { name: "To", value: to.join(", ") },
      { name: "Subject", value: subject },
    ],
    commonHeaders: { from: [from], to, messageId, subject },
    tags: { "ses:configuration-set": [configurationSet] },
  };
}

const TOPIC = arn("sns", REGION, "postern-mail");

/** The event with which SNS invokes a function. */
export const snsEvent = (event: object, messageId: string, nowMs: number) => ({
  Records: [
    {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: `${TOPIC}:local`,
      Sns: {
        Type: "Notification",
        MessageId: messageId,
        TopicArn: TOPIC,
        Subject: "Amazon SES Email Event Notification",
        Message: JSON.stringify(event),
        Timestamp: iso(nowMs),
        MessageAttributes: {},
      },
    },
  ],
});

const iso = (ms: number) => new Date(ms).toISOString();
