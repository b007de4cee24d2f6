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

/**
 * How long a failure lasts, and so what is worth doing about it.
 * - `passing`: seconds. The same mail may go at the next attempt.
 * - `lasting`: until a day ends or the owner has mended something. To try again at once only makes noise.
 * - `permanent`: this mail will never go.
 */
export type MailFailure = "passing" | "lasting" | "permanent";

export type MailOutcome = Outcome<{ readonly messageId: string }> & {
  /** Of a mail that was not sent. Absent counts as passing: so nothing is given up that might have gone. */
  readonly failure?: MailFailure;
};

/** How long whoever asks can wait. */
export interface Deadline {
  readonly remainingMs: () => number;
}

/** Sends a mail. What the provider answers is an outcome, never an exception. */
export interface Mailer {
  send(mail: Mail, deadline?: Deadline): Promise<MailOutcome>;
}
