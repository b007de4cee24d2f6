import type { Outcome } from "../gate/gate.ts";

/** A mail as it is meant to arrive. Addresses are plain `local@domain`, in ASCII. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends a mail. What the provider answers is an outcome, never an exception. */
export interface Mailer {
  send(mail: Mail): Promise<Outcome<{ readonly messageId: string }>>;
}
