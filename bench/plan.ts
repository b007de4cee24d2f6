import type { ContestPlan } from "./throughput/contest.ts";

/** How long everything is measured: enough to quote, or just enough to see that it runs. */
export interface Plan {
  readonly throughput: ContestPlan;
  readonly decisions: { readonly rounds: number; readonly callers: number; readonly repeats: number };
  readonly email: EmailPlan;
  readonly coldStart: { readonly runs: number };
}

interface EmailPlan {
  /** Processes for each list. */
  readonly loads: number;
  readonly rounds: number;
  /** In a round. */
  readonly domains: number;
  readonly addresses: number;
}

export const FULL: Plan = {
  throughput: { starts: 3, warmUpRequests: 20_000, rounds: 16, requests: 4_000 },
  decisions: { rounds: 9, callers: 200, repeats: 20_000 },
  email: { loads: 40, rounds: 25, domains: 100_000, addresses: 20_000 },
  coldStart: { runs: 40 },
};

export const QUICK: Plan = {
  throughput: { starts: 1, warmUpRequests: 1_000, rounds: 2, requests: 500 },
  decisions: { rounds: 2, callers: 20, repeats: 2_000 },
  email: { loads: 2, rounds: 2, domains: 5_000, addresses: 2_000 },
  coldStart: { runs: 4 },
};
