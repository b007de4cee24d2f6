import type { ServerChild } from "../children.ts";
import { ratios, type Spread } from "../spread.ts";
import { CONNECTIONS, type Load, type Shot } from "./load.ts";

/** How often contenders are started anew, and what each then gets. */
export interface ContestPlan {
  /** One process differs from the next in how its code lies in memory and when it was compiled. */
  readonly starts: number;
  readonly warmUpRequests: number;
  readonly rounds: number;
  /** In a burst: a small part of a second, so that a busy moment of the machine hits a whole round. */
  readonly requests: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Processor time of the server per request, the kernel's part for it included. */
  readonly cpuMicroseconds: number;
}

/** One burst at one server. */
export async function measure(
  load: Load,
  server: ServerChild,
  shot: Shot,
  requests: number,
): Promise<Measured & Pick<Awaited<ReturnType<ServerChild["report"]>>, "decisions">> {
  await server.report();
  const seconds = await load.burst(server.url, shot, requests);
  const { cpuMicroseconds, decisions } = await server.report();
  return { perSecond: requests / seconds, cpuMicroseconds: cpuMicroseconds / requests, decisions };
}

/** Ours beside theirs, burst by burst. Above 1 is faster, in requests per second and in processor time. */
export function compared(
  ours: readonly Measured[],
  theirs: readonly Measured[],
): { readonly perSecond: Spread; readonly cpu: Spread } {
  return {
    perSecond: ratios(perSecondOf(ours), perSecondOf(theirs)),
    cpu: ratios(microsecondsOf(theirs), microsecondsOf(ours)),
  };
}

export const perSecondOf = (all: readonly Measured[]) => all.map(({ perSecond }) => perSecond);
export const microsecondsOf = (all: readonly Measured[]) => all.map(({ cpuMicroseconds }) => cpuMicroseconds);

/** How it was measured, for the notes below a table. */
export const howMeasured = ({ starts, rounds, requests, warmUpRequests }: ContestPlan) =>
  `in turn, from autocannon (${CONNECTIONS} connections) in a process of its own: ${starts} starts of each server, and after ${warmUpRequests.toLocaleString("en")} requests to warm up ${rounds} rounds of ${requests.toLocaleString("en")} requests each. Ratios are of the two bursts of a round`;
