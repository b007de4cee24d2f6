import { fromLambdaEvent } from "../adapters/lambda.ts";
import { type Fault, readSettings } from "../config/setting.ts";
import { telemetrySchema } from "../config/telemetry.ts";
import { type HttpRequest, type HttpResponse, json } from "../http/message.ts";
import { decisionLine } from "../telemetry/decision-line.ts";
import { createLog } from "../telemetry/log.ts";
import { DEFAULT_NAMESPACE, metricsIn } from "../telemetry/metrics.ts";
import type { Host, LambdaHandler } from "./host.ts";

/** All that a client learns of wrong settings. */
export const CONFIGURATION_ERROR = {
  success: false,
  error: "CONFIGURATION_ERROR",
  message: "This service is not set up correctly.",
} as const;

/**
 * Writes every fault with its remedy, whatever the log level: the level itself may be what is wrong.
 * @returns writes the decision line of a request that could not be looked at; with its HTTP status, where it has one.
 */
export function misconfigured(host: Host, functionName: string, faults: readonly Fault[]) {
  createLog(host.writeLine, "info").error(`${functionName}: the settings are wrong`, { faults });
  const metrics = metricsIn(namespaceOf(host.env));
  const conclusion = {
    gate: functionName,
    outcome: "failed",
    reason: CONFIGURATION_ERROR.error,
    trail: [],
  } as const;
  return (requestId: string, status?: number): void => {
    const record = { ...conclusion, requestId, atMs: host.nowMs(), durationMs: 0 };
    host.writeLine(decisionLine(status === undefined ? record : { ...record, status }, "info", metrics));
  };
}

/** Counted where the alarms of its stage look, unless that very setting is wrong. */
function namespaceOf(env: Host["env"]): string {
  const { METRICS_NAMESPACE } = telemetrySchema;
  const read = readSettings({ METRICS_NAMESPACE }, env);
  return read.ok ? read.settings.METRICS_NAMESPACE : DEFAULT_NAMESPACE;
}

/**
 * Stands in for an HTTP function that cannot run.
 * @param shown makes what a person reads, where the answer to this request fills a window. Default: JSON for all.
 */
export function misconfiguredHttp(
  host: Host,
  functionName: string,
  faults: readonly Fault[],
  headers: Readonly<Record<string, string>> = {},
  shown?: (
    request: HttpRequest,
    status: number,
    message: string,
    headers: HttpResponse["headers"],
  ) => Promise<HttpResponse> | undefined,
): LambdaHandler {
  const tell = misconfigured(host, functionName, faults);
  const response = json(500, CONFIGURATION_ERROR, headers);
  return async (event, { awsRequestId }) => {
    tell(awsRequestId, response.status);
    const { request, toResult } = fromLambdaEvent(event);
    const page = await shown?.(request, response.status, CONFIGURATION_ERROR.message, headers);
    return toResult(page ?? response);
  };
}
