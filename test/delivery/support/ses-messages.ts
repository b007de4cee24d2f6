import { VISITOR } from "../../support/planted.ts";

/*
 * What SES publishes, after the examples of its documentation, with what a visitor could be told by planted everywhere.
 */

export const MESSAGE_ID = "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000";
/** When every mail here was sent. */
export const SENT_AT = "2024-01-01T23:59:59.999Z";
export const SENT_ON = "2024-01-01";

export const mailOf = (more: object = {}) => ({
  timestamp: SENT_AT,
  source: "Planted Owner <owner@site.example>",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/owner@site.example",
  sendingAccountId: "123456789012",
  messageId: MESSAGE_ID,
  destination: [VISITOR.email],
  headersTruncated: false,
  headers: [
    { name: "To", value: VISITOR.email },
    { name: "Subject", value: "Planted subject" },
  ],
  commonHeaders: { to: [VISITOR.email], messageId: MESSAGE_ID, subject: "Planted subject" },
  tags: { "ses:configuration-set": ["postern-test"], "ses:source-ip": ["192.0.2.0"] },
  ...more,
});

type Naming = "eventType" | "notificationType";

interface Telling {
  readonly mail?: object;
  readonly as?: Naming;
}

export const send = ({ mail, as = "eventType" }: Telling = {}) => ({
  [as]: "Send",
  mail: mailOf(mail),
  send: {},
});

export const bounce = (more: object = {}, { mail, as = "eventType" }: Telling = {}) => ({
  [as]: "Bounce",
  bounce: {
    bounceType: "Permanent",
    bounceSubType: "General",
    bouncedRecipients: [
      {
        emailAddress: VISITOR.email,
        action: "failed",
        status: "5.1.1",
        diagnosticCode: `smtp; 550 5.1.1 <${VISITOR.email}>: user unknown`,
      },
    ],
    timestamp: "2024-01-02T00:41:02.669Z",
    feedbackId: "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000001",
    reportingMTA: "dsn; mta.visitors.example",
    ...more,
  },
  mail: mailOf(mail),
});

export const complaint = (more: object = {}, { mail, as = "eventType" }: Telling = {}) => ({
  [as]: "Complaint",
  complaint: {
    complainedRecipients: [{ emailAddress: VISITOR.email }],
    timestamp: "2024-01-02T00:41:02.669Z",
    feedbackId: "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000002",
    userAgent: "planted agent",
    complaintFeedbackType: "abuse",
    arrivalDate: "2024-01-02T00:41:02.669Z",
    ...more,
  },
  mail: mailOf(mail),
});

/** The event with which SNS invokes a function. A message that is no text is written as JSON. */
export const snsEvent = (...messages: readonly unknown[]) => ({
  Records: messages.map((message) => ({
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: "arn:aws:sns:us-east-1:123456789012:mail:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55",
    Sns: {
      Type: "Notification",
      MessageId: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
      TopicArn: "arn:aws:sns:us-east-1:123456789012:mail",
      Subject: "Amazon SES Email Event Notification",
      Message: typeof message === "string" ? message : JSON.stringify(message),
      Timestamp: "2024-01-02T00:41:03.000Z",
      SignatureVersion: "1",
      MessageAttributes: {},
    },
  })),
});

/** What SNS puts into a queue, unless the subscription says "raw". */
export const inNotification = (message: unknown) =>
  JSON.stringify({ Type: "Notification", ...snsEvent(message).Records[0]?.Sns });

const DETAIL_TYPES: Readonly<Record<string, string>> = {
  Send: "Email Sent",
  Bounce: "Email Bounced",
  Complaint: "Email Complaint Received",
};

/** The event of EventBridge, as its documentation has it. */
export const eventBridgeEvent = (detail: Readonly<Record<string, unknown>>, detailType?: string) => ({
  version: "0",
  id: "12345678-1234-1234-1234-123456789012",
  "detail-type": detailType ?? DETAIL_TYPES[String(detail.eventType)] ?? "Email Delivered",
  source: "aws.ses",
  account: "123456789012",
  time: "2024-01-02T00:41:03Z",
  region: "us-east-1",
  resources: ["arn:aws:ses:us-east-1:123456789012:configuration-set/postern-test"],
  detail,
});

/** The event with which SQS invokes a function. */
export const sqsEvent = (...bodies: readonly string[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: "handle",
    body,
    attributes: {},
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:mail",
    awsRegion: "us-east-1",
  })),
});
