import type { Newest } from "./newest.ts";

/** A mail that left the building, as `GET /_postern/outbox` shows it. */
export interface SentMail {
  readonly channel: "email";
  /** Everyone it went to, hidden copies too. */
  readonly to: readonly string[];
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly subject: string;
  /** Empty when the mail has no such part. */
  readonly text: string;
  readonly html: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A text that left the building. */
export interface SentText {
  readonly channel: "sms";
  readonly provider: "clicksend" | "sns";
  /** In E.164. */
  readonly to: string;
  readonly body: string;
  /** What the caller named itself. Empty for SNS, which has no such field. */
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
}

export type Sent = SentMail | SentText;

/** All that left the building, by whatever channel. */
export type Outbox = Newest<Sent>;
