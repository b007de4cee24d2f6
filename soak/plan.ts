/** What a run does. */
export interface Plan {
  readonly messages: number;
  /** At least so many workers are killed. */
  readonly kills: number;
  /** So many run at a time. */
  readonly workers: number;
  readonly seed: number;
  /** The workers' clock runs so many times as fast as ours, and with it every lease and the time that an invocation has. */
  readonly speed: number;
  /** A promise that is broken on purpose: a run that cannot fail shows nothing. */
  readonly broken: Broken | undefined;
}

/**
 * - `claims`: the table says yes to every claim of a job, as if nothing were a condition.
 * - `leases`: a claim may be taken over while its owner is at work.
 * - `deletion`: a worker deletes its batch before it sends it.
 */
export const BROKEN = ["claims", "leases", "deletion"] as const;
export type Broken = (typeof BROKEN)[number];

export const REGION = "us-east-1";
/** As `postern dlq` calls them on this machine. */
export const QUEUE_URL = "http://127.0.0.1/000000000000/postern-delivery-dev";
export const DEAD_LETTERS_URL = "http://127.0.0.1/000000000000/postern-delivery-dlq-dev";
export const RATE_TABLE = "postern-rate-limit-dev";
export const OWNER = "owner@site.example";

/** What an invocation of `deliver` has, on the workers' clock. */
export const FUNCTION_TIMEOUT_MS = 12_000;
/** What the manual asks for: more than that and ten seconds. */
const VISIBILITY_MS = 24_000;
/** SQS counts it in whole seconds. */
export const visibilitySeconds = ({ speed }: Plan) => Math.ceil(VISIBILITY_MS / speed / 1_000);

/** How often something goes wrong, of all times that it is done. */
export const ODDS = {
  /** SES refuses a mail: half of them throttled, half with a 500. */
  refused: 0.2,
  /** SES takes it and closes the connection. */
  dropped: 0.02,
  /** SES takes it and never answers. */
  hung: 0.005,
  /** SQS hands a message over a second time: it promises no more than at least once. */
  twice: 0.02,
} as const;

/** How each message is found again, alone in a mail or among others. */
export const textOf = (message: number) => `This is message number ${message} of all.`;
export const messagesIn = (text: string): number[] =>
  [...text.matchAll(/This is message number (\d+) of all\./g)].map(([, number]) => Number(number));
