import type { At } from "../gate/check.ts";
import type { Conclusion } from "../gate/trail.ts";
import { decisionLine } from "../telemetry/decision-line.ts";
import type { LogLevel } from "../telemetry/log.ts";
import type { Host, LambdaContext } from "./host.ts";

/**
 * Writes the line that closes a request.
 * @param status the HTTP status of the answer, where there was one.
 */
export type Tells = (conclusion: Conclusion, at: At, context: LambdaContext, status?: number) => void;

export const decisions =
  (host: Host, logLevel: LogLevel): Tells =>
  (conclusion, at, { awsRequestId: requestId }, status) => {
    const record = {
      ...conclusion,
      ...(status !== undefined && { status }),
      requestId,
      atMs: at.nowMs,
      durationMs: at.elapsedMs(),
    };
    host.writeLine(decisionLine(record, logLevel));
  };
