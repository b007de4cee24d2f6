import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { Fault } from "../config/setting.ts";
import { json } from "../http/message.ts";
import { decisionLine } from "../telemetry/decision-line.ts";
import { createLog } from "../telemetry/log.ts";
import type { Host, LambdaHandler } from "./host.ts";

/** All that a client learns of wrong settings. */
export const CONFIGURATION_ERROR = {
  success: false,
  error: "CONFIGURATION_ERROR",
  message: "This service is not set up correctly.",
} as const;

/** Writes every fault with its remedy, whatever the log level: the level itself may be what is wrong. */
export function logFaults(host: Host, functionName: string, faults: readonly Fault[]): void {
  createLog(host.writeLine, "info").error(`${functionName}: the settings are wrong`, { faults });
}

/** The decision line of a request that could not be looked at. */
export function logMisconfigured(host: Host, gate: string, requestId: string, status?: number): void {
  const conclusion = { gate, outcome: "failed", reason: CONFIGURATION_ERROR.error, trail: [] } as const;
  const record = { ...conclusion, requestId, atMs: host.nowMs(), durationMs: 0 };
  host.writeLine(decisionLine(status === undefined ? record : { ...record, status }));
}

/** Stands in for an HTTP function that cannot run. */
export function misconfiguredHttp(
  host: Host,
  functionName: string,
  faults: readonly Fault[],
  headers: Readonly<Record<string, string>> = {},
): LambdaHandler {
  logFaults(host, functionName, faults);
  const response = json(500, CONFIGURATION_ERROR, headers);
  return async (event, { awsRequestId }) => {
    logMisconfigured(host, functionName, awsRequestId, response.status);
    return fromLambdaEvent(event).toResult(response);
  };
}
