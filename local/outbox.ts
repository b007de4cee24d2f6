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

/** All that left the building, by whatever channel. */
export type Outbox = Newest<SentMail>;
