import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { HttpFeature } from "../http/feature.ts";
import type { LogLevel } from "../telemetry/log.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";

/** A Lambda handler around an HTTP feature: event in, result out, one decision line at the end. */
export function serveHttp(host: Host, logLevel: LogLevel, feature: HttpFeature): LambdaHandler {
  const tell = decisions(host, logLevel);
  return async (event, context) => {
    const at = invocationAt(host, context);
    const { request, toResult } = fromLambdaEvent(event);
    const { response, conclusion } = await feature.handle(request, at);
    tell(conclusion, at, context, response.status);
    return toResult(response);
  };
}
