import type { TelemetrySettings } from "../config/telemetry.ts";
import type { At } from "../gate/check.ts";
import type { Conclusion } from "../gate/trail.ts";
import { decisionLine } from "../telemetry/decision-line.ts";
import { metricsIn } from "../telemetry/metrics.ts";
import type { Host, LambdaContext } from "./host.ts";

/**
 * Writes the line that closes a request.
 * @param status the HTTP status of the answer, where there was one.
 */
export type Tells = (conclusion: Conclusion, at: At, context: LambdaContext, status?: number) => void;

export function decisions(host: Host, { LOG_LEVEL, METRICS_NAMESPACE }: TelemetrySettings): Tells {
  const metrics = metricsIn(METRICS_NAMESPACE);
  return (conclusion, at, { awsRequestId: requestId }, status) => {
    const record = {
      ...conclusion,
      ...(status !== undefined && { status }),
      requestId,
      atMs: at.nowMs,
      durationMs: at.elapsedMs(),
    };
    host.writeLine(decisionLine(record, LOG_LEVEL, metrics));
  };
}
