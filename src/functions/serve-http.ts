import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { At } from "../gate/check.ts";
import type { Conclusion } from "../gate/trail.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { decisionLine } from "../telemetry/decision-line.ts";
import type { LogLevel } from "../telemetry/log.ts";
import type { Host, LambdaHandler } from "./host.ts";

interface HttpFeature {
  handle(
    request: HttpRequest,
    at: At,
  ): Promise<{ readonly response: HttpResponse; readonly conclusion: Conclusion }>;
}

/** A Lambda handler around an HTTP feature: event in, result out, one decision line at the end. */
export function serveHttp(host: Host, logLevel: LogLevel, feature: HttpFeature): LambdaHandler {
  return async (event, context) => {
    const startedMs = host.monotonicMs();
    const elapsedMs = () => host.monotonicMs() - startedMs;
    const { request, toResult } = fromLambdaEvent(event);
    const atMs = host.nowMs();
    const { response, conclusion } = await feature.handle(request, {
      nowMs: atMs,
      elapsedMs,
      // Made when asked for: most requests are refused before anything could be waited for.
      get signal() {
        return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis()));
      },
    });
    const { awsRequestId: requestId } = context;
    const record = { ...conclusion, status: response.status, requestId, atMs, durationMs: elapsedMs() };
    host.writeLine(decisionLine(record, logLevel));
    return toResult(response);
  };
}
