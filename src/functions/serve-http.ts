import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { At } from "../gate/check.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { type DecisionRecord, decisionLine } from "../telemetry/decision-line.ts";
import type { LogLevel } from "../telemetry/log.ts";
import type { Host, LambdaHandler } from "./host.ts";

type Handled = {
  readonly response: HttpResponse;
  readonly decision: Omit<DecisionRecord, "requestId" | "atMs" | "durationMs">;
};

/** A Lambda handler around an HTTP feature: event in, result out, one decision line at the end. */
export function serveHttp(
  host: Host,
  logLevel: LogLevel,
  feature: { handle(request: HttpRequest, at: At): Promise<Handled> },
): LambdaHandler {
  return async (event, context) => {
    const startedMs = host.monotonicMs();
    const elapsedMs = () => host.monotonicMs() - startedMs;
    const { request, toResult } = fromLambdaEvent(event);
    const atMs = host.nowMs();
    const { response, decision } = await feature.handle(request, {
      nowMs: atMs,
      elapsedMs,
      // Made when asked for: most requests are refused before anything could be waited for.
      get signal() {
        return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis()));
      },
    });
    const record = { ...decision, requestId: context.awsRequestId, atMs, durationMs: elapsedMs() };
    host.writeLine(decisionLine(record, logLevel));
    return toResult(response);
  };
}
