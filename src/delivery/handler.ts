import type { Outcome } from "../gate/gate.ts";
import type { MailFailure } from "../senders/mailer.ts";
import type { ContactJob, Job, TextJob } from "./job.ts";
import type { Timed } from "./moment.ts";

/** What came of a send. Money that may not be spent today is a `lasting` failure. */
export type Sending = Outcome<unknown> & {
  readonly failure?: MailFailure;
  /** Names of further things to count, once for the send. */
  readonly counts?: readonly string[];
};

/** Sends the jobs of one kind. */
export interface Handler<J extends Job> {
  /** How long a send may take at worst: none is begun with less time left. */
  readonly needsMs: number;
  /** Which jobs go out in one send. Default: each by itself. */
  readonly together?: (jobs: readonly J[]) => readonly (readonly J[])[];
  /** @param jobs those of one send. */
  readonly send: (jobs: readonly J[], at: Timed) => Promise<Sending>;
  /** Told at most once of a job that is over and was surely never sent, because its time has passed. */
  readonly expire?: (job: J) => Promise<void>;
}

export interface Handlers {
  readonly contact?: Handler<ContactJob>;
  /** Texts go to different people, so each goes by itself. */
  readonly text?: Omit<Handler<TextJob>, "together">;
}
