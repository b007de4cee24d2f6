import type { LambdaHandler } from "../src/functions/host.ts";
import type { After } from "./timer.ts";

/** What came of one invocation: JSON text either way, as it would cross the wire. */
export type Invocation =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly payload: string; readonly errorType: string };

export interface Lambda {
  has(name: string): boolean;
  /**
   * @param eventJson The event as JSON: a function must not share an object with its caller.
   * @param requestId Default: a new one.
   */
  invoke(name: string, eventJson: string, requestId?: string): Promise<Invocation>;
  /** Invokes without being waited for; a function that fails gets the same event and request id twice more. */
  invokeLater(name: string, eventJson: string, requestId?: string): void;
}

export interface Deployed {
  readonly handler: LambdaHandler;
  readonly timeoutSeconds: number;
}

interface Runtime {
  readonly monotonicMs: () => number;
  readonly after: After;
  readonly newId: () => string;
  /** Takes what a function threw. */
  readonly report: (functionName: string, error: unknown) => void;
}

/** Lambda's pauses before the second and the third attempt. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100 * 1024;

/** Runs functions as Lambda does: one warm instance each, in this process. */
export function createLambda(functions: ReadonlyMap<string, Deployed>, runtime: Runtime): Lambda {
  const { monotonicMs, after, newId, report } = runtime;

  const run = async (name: string, eventJson: string, awsRequestId: string): Promise<Invocation> => {
    const deployed = functions.get(name);
    if (deployed === undefined) throw new TypeError(`there is no function ${name}`);
    const { handler, timeoutSeconds } = deployed;
    const endsAtMs = monotonicMs() + timeoutSeconds * 1_000;
    const context = {
      awsRequestId,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAtMs - monotonicMs())),
    };

    const timeout = Promise.withResolvers<Invocation>();
    const callOff = after(timeoutSeconds * 1_000, () => {
      const message = `${awsRequestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      timeout.resolve(failed("Sandbox.Timedout", message));
    });
    const work = async () => succeeded(await handler(JSON.parse(eventJson), context));
    try {
      return await Promise.race([work(), timeout.promise]);
    } catch (error) {
      report(name, error);
      return error instanceof Error ? failed(error.name, error.message) : failed("Error", String(error));
    } finally {
      callOff();
    }
  };

  const attempt = async (
    name: string,
    eventJson: string,
    awsRequestId: string,
    delaysMs: readonly number[],
  ) => {
    const { ok } = await run(name, eventJson, awsRequestId);
    const [delayMs, ...later] = delaysMs;
    if (!ok && delayMs !== undefined)
      after(delayMs, () => void attempt(name, eventJson, awsRequestId, later));
  };

  return {
    has: (name) => functions.has(name),
    invoke: (name, eventJson, requestId = newId()) => run(name, eventJson, requestId),
    invokeLater: (name, eventJson, requestId = newId()) =>
      void attempt(name, eventJson, requestId, RETRY_DELAYS_MS),
  };
}

function succeeded(result: unknown): Invocation {
  const payload = JSON.stringify(result ?? null) ?? "null";
  if (Buffer.byteLength(payload) > MAX_RESPONSE_BYTES) {
    return failed(
      "Function.ResponseSizeTooLarge",
      `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    );
  }
  return { ok: true, payload };
}

function failed(errorType: string, errorMessage: string): Invocation {
  return { ok: false, errorType, payload: JSON.stringify({ errorType, errorMessage }) };
}
