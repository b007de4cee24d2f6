import { DAY_MS } from "../limits/day.ts";
import type { OnceStore, OnceWork } from "../stores/once-store.ts";
import type { Job } from "./job.ts";

/** A job that is ours to send. */
export interface JobClaim {
  /** An earlier attempt began and never told how it ended: it may have been sent. */
  readonly doubtful: boolean;
  /**
   * It was sent.
   * @throws Unavailable when that cannot be written down.
   */
  finish(): Promise<void>;
  /**
   * It surely was not sent, by us.
   * @throws Unavailable when that cannot be written down; then it is free when the lease ends.
   */
  release(): Promise<void>;
}

export interface JobClaims {
  /** @throws Unavailable when the store cannot be asked. */
  claim(job: Job, nowMs: number, leaseUntilMs: number): Promise<JobClaim | "done" | "under-way">;
}

/** The longest that SQS keeps a message; so long it may hand over again what was done. */
const REMEMBERED_MS = 14 * DAY_MS;

/**
 * Queues hand over at least once, to several instances. Two keys for each job tell all there is to know:
 *
 * ```
 *   job#ID     ours ── finish ─▶ done                    who may send it
 *                   └─ crash ─▶ end of the lease: free
 *   begun#ID   there ── release ─▶ gone                  whether somebody began
 *                   └─ crash, no answer ─▶ stays: doubt
 * ```
 */
export function jobClaims(store: OnceStore, newToken: () => string): JobClaims {
  return {
    claim: async (job, nowMs, leaseUntilMs) => {
      const expiresAtMs = nowMs + REMEMBERED_MS;
      const known = { fingerprint: job.kind, token: newToken(), expiresAtMs };
      const turn: OnceWork = { ...known, key: `job#${job.id}`, leaseUntilMs };
      const begun: OnceWork = { ...known, key: `begun#${job.id}`, leaseUntilMs: expiresAtMs };

      const { as } = await store.claim(turn, nowMs);
      if (as !== "claimed") return as;
      const release = async () => {
        // In this order: whoever gets the turn next must not find our beginning. One that is not ours stays.
        await store.release(begun, nowMs);
        await store.release(turn, nowMs);
      };
      try {
        const doubtful = (await store.claim(begun, nowMs)).as !== "claimed";
        return { doubtful, finish: () => store.finish(turn, nowMs), release };
      } catch (error) {
        // It may be written down, and nobody will begin. Where it cannot be released either, it is as if we had.
        await release().catch(() => undefined);
        throw error;
      }
    },
  };
}
