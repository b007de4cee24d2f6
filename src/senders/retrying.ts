import type { Mailer, MailOutcome } from "./mailer.ts";

export interface RetryingOptions {
  /** Shared by all that talk to the same provider on one instance. */
  readonly budget: RetryBudget;
  /** Resolves after so long. */
  readonly pause: (ms: number) => Promise<void>;
  /** Evenly distributed from 0 to less than 1. */
  readonly random: () => number;
  /** Most attempts at one mail. Default 3. */
  readonly maxAttempts?: number;
  /** The pause before the first retry is at most this long, and twice as long before each further one. Default 200. */
  readonly basePauseMs?: number;
  /** How long an attempt may take: none is begun with less time left. Default 5,500: a little above the mailer's own limit. */
  readonly attemptMs?: number;
}

/**
 * Tries a mail again that surely was not sent, for a reason that passes in seconds; never one that may have gone. Pauses are
 * of random length (full jitter), so that instances which failed together do not come back together. Whoever names no
 * deadline gets one attempt.
 */
export function retrying(mailer: Mailer, options: RetryingOptions): Mailer {
  const { budget, pause, random, maxAttempts = 3, basePauseMs = 200, attemptMs = 5_500 } = options;
  return {
    send: async (mail, deadline) => {
      budget.addCall();
      let outcome = await mailer.send(mail, deadline);
      for (let retry = 1; retry < maxAttempts && deadline && isWorthRetrying(outcome); retry += 1) {
        const pauseMs = random() * basePauseMs * 2 ** (retry - 1);
        if (deadline.remainingMs() < pauseMs + attemptMs || !budget.takeRetry()) break;
        await pause(pauseMs);
        outcome = await mailer.send(mail, deadline);
      }
      return outcome;
    },
  };
}

const isWorthRetrying = ({ sent, failure = "passing" }: MailOutcome) =>
  sent === false && failure === "passing";

/** How many retries the calls so far have earned. */
export interface RetryBudget {
  addCall(): void;
  /** Takes one, if there is one. */
  takeRetry(): boolean;
}

/**
 * Ten calls earn one retry. When a provider is down, every call fails, and retries without a budget would multiply the load
 * just when it can be borne least; with it there are never more than 1.1 calls for each mail.
 * @param maxRetries so many can be saved up. Default 10: a quiet day must not pay for a storm.
 */
export function retryBudget(maxRetries = 10): RetryBudget {
  const CALLS_FOR_A_RETRY = 10;
  let earned = 0;
  return {
    addCall: () => {
      earned = Math.min(earned + 1, maxRetries * CALLS_FOR_A_RETRY);
    },
    takeRetry: () => {
      if (earned < CALLS_FOR_A_RETRY) return false;
      earned -= CALLS_FOR_A_RETRY;
      return true;
    },
  };
}
