import { errorOf } from "../gate/error-of.ts";
import { isExpired } from "./delivery-gate.ts";
import { each } from "./each.ts";
import type { Sending } from "./handler.ts";
import type { Job } from "./job.ts";
import { type Claimed, DOUBTFUL, type End, type Load } from "./load.ts";
import { momentOf, type Timed } from "./moment.ts";

export interface SendOptions {
  readonly at: Timed;
  /** Kinds that nothing can be sent of for now. Written to by the first send that finds out, for all others of the batch. */
  readonly stopped: Map<Job["kind"], Sending>;
  /** Most writes at one time. */
  readonly atOnce: number;
}

/** So long before the end a handler must be done: that a mail was sent has to be written down, or it is sent again. */
const WRITING_DOWN_MS = 2_000;

/**
 * Sends one load and ends every job of it.
 * @param countsBefore of an earlier send that this load is a part of. What is counted of a send is told with its first job.
 */
export async function sendLoad(
  load: Load,
  options: SendOptions,
  countsBefore: readonly string[] = [],
): Promise<void> {
  const { at, stopped, atOnce } = options;
  const endEach = (end: (claimed: Claimed) => Promise<End>, countsOfSend: readonly string[] = []) =>
    each(load.claimed, atOnce, async (claimed) => {
      const { counts = [], ...ended } = await end(claimed);
      const isFirst = claimed === load.claimed[0];
      const all = isFirst ? [...counts, ...countsBefore, ...countsOfSend] : counts;
      claimed.conclude({ ...ended, counts: all });
    });
  const sendApart = (countsOfSend: readonly string[] = []) => {
    const parts = load.apart();
    const counts = [...countsBefore, ...countsOfSend];
    return each(parts, atOnce, (part) => sendLoad(part, options, part === parts[0] ? counts : []));
  };
  const isAlone = load.claimed.length === 1;

  if (at.remainingMs() < load.needsMs) return endEach(givenBack("refused", "NO_TIME_LEFT"));
  // Looked at again: other sends of the batch may have taken their time.
  if (load.claimed.some(({ job }) => isExpired(job, momentOf(at)))) {
    return isAlone ? endEach(expired(load)) : sendApart();
  }

  const sending = stopped.get(load.kind) ?? (await attempt(load, at));
  if (sending.sent === true) return endEach(sent, sending.counts);
  const { reason: detail, error } = sending;
  if (sending.sent === "unknown") {
    // The claim stays as it is: whoever gets the job next finds the doubt.
    return endEach(
      async () => ({ outcome: "unknown", reason: "SEND_FAILED", detail, error }),
      sending.counts,
    );
  }
  if (sending.failure === "lasting") stopped.set(load.kind, { ...sending, counts: [] });
  // One of them may have spoilt it for all.
  if (sending.failure === "permanent" && !isAlone) return sendApart(sending.counts);
  const reason = REASONS[sending.failure ?? "passing"];
  return endEach(givenBack("failed", reason, { detail, error }), sending.counts);
}

/** Told apart, so that an alarm can be: the second calls for the owner, the third for a look at the message. */
const REASONS = {
  passing: "SEND_FAILED",
  lasting: "SENDING_STOPPED",
  permanent: "MESSAGE_REFUSED",
} as const;

async function attempt(load: Load, at: Timed): Promise<Sending> {
  const { nowMs, elapsedMs } = at;
  try {
    return await load.send({
      nowMs,
      elapsedMs,
      remainingMs: () => at.remainingMs() - WRITING_DOWN_MS,
      get signal() {
        return at.signal;
      },
    });
  } catch (error) {
    return { sent: "unknown", reason: "INTERNAL_ERROR", error };
  }
}

/** It was sent: that this could not be written down is for the log, and no reason to send it again. */
async function sent({ claim }: Claimed): Promise<End> {
  const error = await errorOf(claim.finish());
  return { outcome: "sent", reason: "SENT", ...(claim.doubtful && { counts: [DOUBTFUL] }), error };
}

/**
 * Over, and written down as such before it is told again: money that is given back twice would make room under the ceiling.
 * The beginning that was written down before stays if this is cut off, and whoever finds it tells nobody.
 */
const expired =
  ({ expire }: Load) =>
  async ({ claim }: Claimed): Promise<End> => {
    const untold = await errorOf(expire?.());
    const unfinished = await errorOf(claim.finish());
    return { outcome: "refused", reason: "EXPIRED", error: untold ?? unfinished };
  };

const givenBack =
  (outcome: End["outcome"], reason: string, { detail, error }: Partial<End> = {}) =>
  async ({ claim }: Claimed): Promise<End> => {
    const notGivenBack = await errorOf(claim.release());
    return { outcome, reason, detail, error: error ?? notGivenBack };
  };
