import { smsFunction } from "../../../src/functions/sms.ts";
import { testClock } from "../../support/clock.ts";
import { type LoggedDecision, testHost } from "../../support/host.ts";
import { captureLine, plant } from "./leaks.ts";
import type { World } from "./world.ts";

/** What a caller gets. */
export interface Answer {
  readonly success: boolean;
  readonly message: string;
  readonly rateLimited: boolean;
  readonly error?: string;
  readonly retryAfterSeconds?: number;
  readonly provider?: string;
  readonly messageId?: string;
}

export const MESSAGE = "Planted: your verification code is 123456";

let phones = 0;
/** A Thai mobile number that no test has used, in a prefix that none has used. */
export function newPhone(): string {
  phones += 1;
  return `+6681${String(phones).padStart(3, "0")}4321`;
}

let requests = 0;
export function newRequestId(): string {
  requests += 1;
  return `request-${requests}`;
}

/** One warm instance of the function `sms` as it is deployed, with its own memory, clock and log. */
export function smsInstance(world: World, env: Readonly<Record<string, string>> = {}, clock = testClock()) {
  const log = testHost({ ...world.env, ...env }, clock);
  const writeLine = (line: string) => {
    captureLine(line);
    log.host.writeLine(line);
  };
  const handler = smsFunction({ ...log.host, writeLine });
  const invoke = async (payload: unknown, awsRequestId = newRequestId()) => {
    plant(payload);
    return (await handler(payload, { awsRequestId, getRemainingTimeInMillis: () => 30_000 })) as Answer;
  };
  return {
    ...log,
    clock,
    /** A direct invocation with any payload. */
    invoke,
    /** A text to this number. */
    send: (phone: string, more: object = {}, requestId?: string) =>
      invoke({ phone, message: MESSAGE, ...more }, requestId),
    /** The line that closed the last invocation. */
    decision: () => log.decisions().at(-1) as LoggedDecision,
    step: (check: string) =>
      log
        .decisions()
        .at(-1)
        ?.trail.find((step) => step.check === check),
  };
}
