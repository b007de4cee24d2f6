import { type Check, passed, refuse } from "../gate/check.ts";
import { gate } from "../gate/gate.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import type { Deadline } from "../senders/mailer.ts";
import { type Job, parseJob } from "./job.ts";
import type { JobClaim, JobClaims } from "./job-claims.ts";
import { momentOf } from "./moment.ts";

/** A message as a queue hands it over. */
export interface QueuedMessage {
  /** The queue's own name for it. */
  readonly messageId: string;
  readonly body: string;
}

export interface HandedOver {
  readonly message: QueuedMessage;
  /** The end of this invocation. */
  readonly deadline: Deadline;
}

export interface DeliveryGateOptions {
  readonly claims: JobClaims;
  /** Whether the end of a job whose time has passed is told to its handler, and so has to be claimed. */
  readonly tellsOfExpiry: (kind: Job["kind"]) => boolean;
  /** How long a send of this kind may take, at worst; undefined: nobody here sends such. */
  readonly needsMs: (kind: Job["kind"]) => number | undefined;
}

/** Which messages of a batch are to be sent, here and now. Cheapest first; the claims are the only writes. */
export function deliveryGate({ claims, needsMs, tellsOfExpiry }: DeliveryGateOptions) {
  return gate<HandedOver>("deliver")
    .check(readable)
    .check(fresh(tellsOfExpiry))
    .check(handled(needsMs))
    .check(inTime(needsMs))
    .check(claimed(claims));
}

type HasJob = { readonly job: Job };

/** Nobody can send what nobody can read: it comes again until the queue puts it aside, where a person can look at it. */
const readable: Check<HandedOver, HasJob, "POISON"> = {
  name: "readable",
  run: ({ message }) => {
    const job = parseJob(message.body);
    return job === undefined
      ? refuse("POISON", { error: new TypeError("The body is not a job of a kind and version known here") })
      : { ok: true, adds: { job }, notes: { job: job.id } };
  },
};

const handled = (needsMs: DeliveryGateOptions["needsMs"]): Check<HasJob, void, "NO_HANDLER"> => ({
  name: "handled",
  run: ({ job }) =>
    needsMs(job.kind) === undefined
      ? refuse("NO_HANDLER", { error: new TypeError(`Nothing here sends jobs of kind ${job.kind}`) })
      : passed,
});

const fresh = (tellsOfExpiry: DeliveryGateOptions["tellsOfExpiry"]): Check<HasJob, void, "EXPIRED"> => ({
  name: "fresh",
  run: ({ job }, at) =>
    isExpired(job, momentOf(at)) && !tellsOfExpiry(job.kind) ? refuse("EXPIRED") : passed,
});

export const isExpired = (job: Job, nowMs: number) => job.kind === "text" && nowMs > job.payload.notAfterMs;

/** A send that the platform cuts off leaves a doubt behind. One that is not begun just comes again. */
const inTime = (
  needsMs: DeliveryGateOptions["needsMs"],
): Check<HandedOver & HasJob, void, "NO_TIME_LEFT"> => ({
  name: "in-time",
  run: ({ job, deadline }) =>
    deadline.remainingMs() < (needsMs(job.kind) ?? 0) ? refuse("NO_TIME_LEFT") : passed,
});

/** Clocks differ, and an invocation that was cut off may have a call on its way. */
const LEASE_MARGIN_MS = 10_000;

type ClaimReason = "REPEATED" | "UNDER_WAY" | "DOUBTFUL" | "EXPIRED" | "STORE_UNAVAILABLE";

/**
 * What may have been sent is sent again when it is a mail, and never when it is a text: a second mail costs a glance, a
 * second code that no longer works costs a customer, and money.
 */
const claimed = (
  claims: JobClaims,
): Check<HandedOver & HasJob, { readonly claim: JobClaim }, ClaimReason> => ({
  name: "claim",
  run: async ({ job, deadline }, at) => {
    const nowMs = momentOf(at);
    try {
      const claim = await claims.claim(job, nowMs, nowMs + deadline.remainingMs() + LEASE_MARGIN_MS);
      if (claim === "done") return refuse("REPEATED");
      if (claim === "under-way") return refuse("UNDER_WAY");
      if (!claim.doubtful || job.kind !== "text") return { ok: true, adds: { claim } };
      await claim.release();
      if (isExpired(job, nowMs)) return refuse("EXPIRED");
      return refuse("DOUBTFUL", {
        error: new Error("An earlier attempt at this text began and did not end"),
      });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return refuse("STORE_UNAVAILABLE", { error });
    }
  },
});
