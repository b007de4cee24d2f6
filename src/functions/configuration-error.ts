import { fromLambdaEvent } from "../adapters/lambda.ts";
import type { Fault } from "../config/setting.ts";
import { json } from "../http/message.ts";
import { createLog } from "../telemetry/log.ts";
import type { Host, LambdaHandler } from "./host.ts";

/**
 * Stands in for a function that cannot run. The log gets every fault with its remedy; the client learns that
 * something is wrong and no detail.
 */
export function configurationError(host: Host, name: string, faults: readonly Fault[]): LambdaHandler {
  const log = createLog(host.writeLine, "info");
  log.error(`${name}: the settings are wrong`, { faults });
  const response = json(500, {
    success: false,
    error: "CONFIGURATION_ERROR",
    message: "This service is not set up correctly.",
  });
  return async (event, { awsRequestId }) => {
    log.error(`${name}: not answered, the settings are wrong`, { requestId: awsRequestId });
    return fromLambdaEvent(event).toResult(response);
  };
}
