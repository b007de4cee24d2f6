import type { Conclusion } from "../gate/trail.ts";
import type { Handler, Handlers, Sending } from "./handler.ts";
import type { Job } from "./job.ts";
import type { JobClaim } from "./job-claims.ts";
import type { Timed } from "./moment.ts";

/** How a job ended. */
export type End = Pick<Conclusion, "outcome" | "reason" | "detail" | "counts" | "error">;

/** The metric, by gate, of a job that may have been sent before. */
export const DOUBTFUL = "Doubtful";

/** A job that is ours to send. */
export interface Claimed {
  readonly job: Job;
  readonly claim: JobClaim;
  /** To be called once, when it has ended. */
  readonly conclude: (end: End) => void;
}

/** What goes out in one send. */
export interface Load {
  readonly kind: Job["kind"];
  readonly needsMs: number;
  readonly claimed: readonly Claimed[];
  readonly send: (at: Timed) => Promise<Sending>;
  /** Told of each job that ends without having been sent, because its time has passed. */
  readonly expire?: (() => Promise<void>) | undefined;
  /** The same, one send for each job. */
  readonly apart: () => readonly Load[];
}

/** Sorts jobs into sends, as their handlers say. */
export function loadsOf(claimed: readonly Claimed[], { contact, text }: Handlers): Load[] {
  return [
    ...(contact ? loadsOfKind("contact", claimed, contact) : []),
    ...(text ? loadsOfKind("text", claimed, text) : []),
  ];
}

function loadsOfKind<J extends Job>(
  kind: J["kind"],
  claimed: readonly Claimed[],
  handler: Handler<J>,
): Load[] {
  const { needsMs, together = separately, send, expire } = handler;
  const byJob = new Map<Job, Claimed>(claimed.map((each) => [each.job, each]));
  const loadOf = (group: readonly J[]): Load => ({
    kind,
    needsMs,
    claimed: group.flatMap((job) => byJob.get(job) ?? []),
    send: (at) => send(group, at),
    expire: expire && (async () => void (await Promise.all(group.map(expire)))),
    apart: () => separately(group).map(loadOf),
  });
  const jobs = claimed.map(({ job }) => job).filter((job): job is J => job.kind === kind);
  return jobs.length === 0 ? [] : together(jobs).map(loadOf);
}

const separately = <J>(jobs: readonly J[]) => jobs.map((job) => [job]);
