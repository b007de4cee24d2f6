import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { TelemetrySettings } from "../config/telemetry.ts";
import type { HttpFeature } from "../http/feature.ts";
import { DOCTOR, isProbe } from "../http/probe.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";

/** A Lambda handler around an HTTP feature: event in, result out, one decision line at the end. */
export function serveHttp(host: Host, settings: TelemetrySettings, feature: HttpFeature): LambdaHandler {
  const tell = decisions(host, settings);
  return async (event, context) => {
    const at = invocationAt(host, context);
    const { request, toResult } = fromLambdaEvent(event);
    const { response, conclusion } = await feature.handle(request, at);
    tell(
      isProbe(request.headers) ? { ...conclusion, probe: DOCTOR } : conclusion,
      at,
      context,
      response.status,
    );
    return toResult(response);
  };
}
