import { type IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FIVE_MINUTES } from "./alarms-metrics.ts";
import type { Watch } from "./alarms-watch.ts";

/** Of its time-out. A function that is cut off answers nothing, and may have sent. */
const LONG = 0.8;

/**
 * What AWS counts of one function.
 * @throws TypeError when its time-out is not known here.
 */
export function functionWatches(name: string, watched: IFunction): readonly Watch[] {
  const timeoutMs = timeoutMsOf(name, watched);
  const long = Math.round(LONG * timeoutMs);
  return [
    {
      name: `${name}-errors`,
      means: `The function ${name} failed: it threw, ran out of time or out of memory.`,
      todo: `read its log around that time, for lines of level ERROR. A wrong setting says so in its first line.`,
      metric: watched.metricErrors({ period: FIVE_MINUTES, statistic: "Sum" }),
      threshold: 1,
    },
    {
      name: `${name}-throttles`,
      means: `Lambda turned calls of ${name} away: it may not run more often at one time.`,
      todo: `look at the dashboard for a flood. If there is none, raise ReservedConcurrency or the account's limit.`,
      metric: watched.metricThrottles({ period: FIVE_MINUTES, statistic: "Sum" }),
      threshold: 1,
    },
    {
      name: `${name}-duration`,
      means: `One call in a hundred of ${name} took ${long} ms or more, of the ${timeoutMs} ms that it has.`,
      todo: `read in its log which check or send takes the time (trail, tookMs). Most often a provider is slow.`,
      metric: watched.metricDuration({ period: FIVE_MINUTES, statistic: "p99" }),
      threshold: long,
      periods: 2,
      among: 3,
    },
  ];
}

function timeoutMsOf(name: string, watched: IFunction): number {
  if (watched instanceof LambdaFunction && watched.timeout) return watched.timeout.toMilliseconds();
  throw new TypeError(`The time-out of the function ${name} is not known: nobody could tell when it is near`);
}
