import type { Handler, Sending } from "../delivery/handler.ts";
import type { ContactJob } from "../delivery/job.ts";
import type { Check } from "../gate/check.ts";
import { gate } from "../gate/gate.ts";
import type { Mail, Mailer } from "../senders/mailer.ts";
import type { SpendReason } from "../spend/ceiling.ts";
import { spendCounts } from "../spend/warning.ts";
import { digestMail, digestsOf, type Received } from "./digest.ts";
import { contactMail, type Envelope } from "./mail.ts";
import { shownAddress } from "./shown-address.ts";

export interface QueuedMessagesOptions {
  readonly envelope: Envelope;
  readonly mailer: Mailer;
  /** More messages than this in one batch go out as one mail: a flood costs one, and the inbox stays usable. */
  readonly digestThreshold: number;
  /** How long a send may take at worst, with its retries. Default 8,000. */
  readonly needsMs?: number;
  /** Reserves the money of one mail. Default: none is counted. */
  readonly ceiling?: Check<unknown, void, SpendReason> | undefined;
}

/** Sends the owner what comes out of the queue. */
export function queuedMessages(options: QueuedMessagesOptions): Handler<ContactJob> {
  const { envelope, mailer, digestThreshold, needsMs = 8_000, ceiling } = options;
  const spend = gate<object>("spend").optional(ceiling);
  return {
    needsMs,
    together: (jobs) =>
      jobs.length > digestThreshold ? digestsOf(jobs, receivedOf) : jobs.map((job) => [job]),
    send: async (jobs, at): Promise<Sending> => {
      const decision = await spend.through({}, at, () => mailer.send(mailOf(envelope, jobs), at));
      const counts = spendCounts(decision.trail);
      if (decision.ok) return { ...decision.outcome, counts };
      const error = decision.trail.at(-1)?.error;
      return { sent: false, reason: decision.reason, failure: "lasting", error, counts };
    },
  };
}

const receivedOf = ({ acceptedAtMs, payload }: ContactJob): Received => ({ acceptedAtMs, ...payload });

function mailOf(envelope: Envelope, jobs: readonly ContactJob[]): Mail {
  const [job, ...others] = jobs;
  if (job === undefined || others.length > 0) return digestMail(envelope, jobs.map(receivedOf));
  return contactMail(envelope, job.payload, shownAddress(job.payload.email));
}
