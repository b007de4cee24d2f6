import { encodeJob } from "../delivery/job.ts";
import { DOUBTFUL } from "../delivery/load.ts";
import type { Once } from "../delivery/once.ts";
import type { EmailAddress } from "../email/address.ts";
import type { At } from "../gate/check.ts";
import type { Outcome } from "../gate/gate.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { Queue } from "../senders/queue.ts";
import { contactMail, type Envelope } from "./mail.ts";
import type { Spent } from "./over-ceiling.ts";
import type { Submission } from "./submission.ts";

/** A message that has passed the gate. */
export interface Accepted extends Partial<Once>, Partial<Spent> {
  readonly submission: Submission;
  readonly address: EmailAddress;
}

/** Where a message has gone. */
export interface Dispatched {
  readonly reason: string;
  /** Why it went another way than it should have. */
  readonly degraded?: string | undefined;
  /** Further things to count. */
  readonly counts?: readonly string[];
  /** What broke on the way and changed nothing for the visitor. */
  readonly error?: unknown;
}

/** Counts a request by where its message has gone. */
export const dispatched = (
  conclusion: Conclusion,
  { reason, degraded, counts, error }: Dispatched,
): Conclusion => ({ ...conclusion, reason, degraded, error, counts });

/** Sends an accepted message on its way. What comes of it is an outcome, never an exception. */
export type Dispatch = (accepted: Accepted, at: At) => Promise<Outcome<Dispatched>>;

export interface ByMailOptions {
  readonly envelope: Envelope;
  readonly mailer: Mailer;
}

/** While the visitor waits. */
export function byMail({ envelope, mailer }: ByMailOptions) {
  return async ({ submission, address }: Accepted, { remainingMs }: Pick<At, "remainingMs">) => {
    const mail = contactMail(envelope, submission, address);
    const outcome = await mailer.send(mail, remainingMs && { remainingMs });
    return outcome.sent === true ? { ...outcome, value: SENT } : outcome;
  };
}

const SENT: Dispatched = { reason: "SENT" };

export interface ByQueueOptions {
  readonly queue: Queue;
  /** Names a job: unguessable, new at every call. */
  readonly newId: () => string;
}

/** The visitor is thanked as soon as the queue has it. */
export function byQueue({ queue, newId }: ByQueueOptions): Dispatch {
  return async ({ submission }, { nowMs }) => {
    const job = encodeJob({ kind: "contact", id: newId(), acceptedAtMs: nowMs, payload: submission });
    const outcome = await queue.put(job);
    return outcome.sent === true ? { sent: true, value: { reason: "QUEUED" } } : outcome;
  };
}

/** So long before the end the mail must be given up: the queue has its time limit, and what is done is written down. */
const QUEUEING_MS = 4_500;

/**
 * What cannot be sent at the moment waits in the queue instead of being lost, and what may have been sent is sent again: a
 * message that comes twice beats one that never comes. Only a mail that will never go, whoever sends it, is left.
 */
export function byMailElseByQueue(mail: ReturnType<typeof byMail>, queue: Dispatch): Dispatch {
  return async (accepted, at) => {
    if (accepted.putOff === "queue") return queue(accepted, at);
    const { remainingMs } = at;
    const outcome = await mail(accepted, {
      remainingMs: remainingMs && (() => remainingMs() - QUEUEING_MS),
    });
    if (outcome.sent === true || outcome.failure === "permanent") return outcome;
    const queued = await queue(accepted, at);
    // It may be in the queue now: to say that it surely is nowhere would have it put there twice.
    if (queued.sent === "unknown") return queued;
    if (queued.sent !== true) return outcome;
    const degraded = NOT_AT_ONCE;
    if (outcome.sent === "unknown") {
      return { sent: true, value: { ...queued.value, degraded, error: outcome.error, counts: [DOUBTFUL] } };
    }
    // Whoever sends it out of the queue pays for it.
    const unpaid = await accepted.unspend?.();
    return { sent: true, value: { ...queued.value, degraded, error: outcome.error ?? unpaid } };
  };
}

const NOT_AT_ONCE = "the mail could not be sent at once: the message waits in the queue";

/** Keeps what has been dispatched. Never throws: it has been dispatched all the same. */
export type Archive = (submission: Submission, nowMs: number) => Promise<{ readonly error?: unknown }>;

/** What is done once a message has gone: it is written down that it has, so that it goes once, and it is archived. */
export function writtenDown(dispatch: Dispatch, archive?: Archive): Dispatch {
  return async (accepted, at) => {
    const isHeld = accepted.putOff === "held";
    const outcome = isHeld ? HELD : await dispatch(accepted, at);
    if (outcome.sent !== true) return outcome;
    const [unfinished, archived] = await Promise.all([
      accepted.once?.finish(),
      isHeld ? undefined : archive?.(accepted.submission, at.nowMs),
    ]);
    const error = outcome.value.error ?? unfinished ?? archived?.error;
    return { sent: true, value: { ...outcome.value, error } };
  };
}

/** The check that held it has done all there was to do. */
const HELD: Outcome<Dispatched> = { sent: true, value: { reason: "HELD" } };
