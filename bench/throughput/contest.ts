import type { ServerChild } from "../children.ts";
import { count, ratio, type Target, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
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
function compared(
  ours: readonly Measured[],
  theirs: readonly Measured[],
): { readonly perSecond: Spread; readonly cpu: Spread } {
  return {
    perSecond: ratios(perSecondOf(ours), perSecondOf(theirs)),
    cpu: ratios(microsecondsOf(theirs), microsecondsOf(ours)),
  };
}

const perSecondOf = (all: readonly Measured[]) => all.map(({ perSecond }) => perSecond);
const microsecondsOf = (all: readonly Measured[]) => all.map(({ cpuMicroseconds }) => cpuMicroseconds);

/** How it was measured, for the notes below a table. */
export const howMeasured = ({ starts, rounds, requests, warmUpRequests }: ContestPlan) =>
  `in turn, from autocannon (${CONNECTIONS} connections) in a process of its own: ${starts} starts of each server, and after ${warmUpRequests.toLocaleString("en")} requests to warm up ${rounds} rounds of ${requests.toLocaleString("en")} requests each. Ratios are of the two bursts of a round`;

/** The columns of a result after its name. */
export const headOf = (ours: string) => [
  "bare /s",
  `${ours} /s`,
  `${ours} ÷ bare`,
  "bare µs CPU",
  `${ours} µs CPU`,
  `bare ÷ ${ours} CPU`,
];

/** Ours beside the bare contender, as a row of a table, with the target that it is held against, if there is one. */
export function resultOf(
  name: string,
  bare: readonly Measured[],
  ours: readonly Measured[],
  atLeast: number | undefined,
): { readonly row: readonly string[]; readonly target: Target | undefined } {
  const { perSecond, cpu } = compared(ours, bare);
  const row = [
    name,
    count(spread(perSecondOf(bare))),
    count(spread(perSecondOf(ours))),
    ratio(perSecond),
    tenths(spread(microsecondsOf(bare))),
    tenths(spread(microsecondsOf(ours))),
    ratio(cpu),
  ];
  if (atLeast === undefined) return { row, target: undefined };
  const sentence = `${name}: ${perSecond.median.toFixed(2)} of the bare throughput, at least ${atLeast} is wanted (${cpu.median.toFixed(2)} by processor time)`;
  return { row, target: { met: perSecond.median >= atLeast, sentence } };
}
