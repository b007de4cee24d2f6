/** What an entry point lends a function: the only door to the environment, the clock and the log. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Wall clock, milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Monotonic clock, milliseconds. */
  readonly monotonicMs: () => number;
  /** Unguessable text, new at every call. */
  readonly randomText: () => string;
  /** Evenly distributed from 0 to less than 1; guessable. */
  readonly random: () => number;
  /** Resolves after so long. */
  readonly pause: (ms: number) => Promise<void>;
  /** Takes one line for the log, without its line break. */
  readonly writeLine: (line: string) => void;
}

/** The part of the Lambda context that functions use. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** A Lambda handler: an event of API Gateway, a function URL, an ALB or a direct invocation. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** The host that Lambda gives. */
export function lambdaHost(): Host {
  return {
    env: process.env,
    nowMs: Date.now,
    // Not performance.now: its first use loads all of perf_hooks, a millisecond of a cold start.
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    randomText: () => crypto.randomUUID(),
    random: Math.random,
    pause: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    // Not console.log: Lambda prefixes its lines, and CloudWatch reads metrics only off lines that are pure JSON.
    writeLine: (line) => process.stdout.write(`${line}\n`),
  };
}
