import type { Fault } from "../config/setting.ts";
import { createLog } from "../telemetry/log.ts";
import type { Host } from "./host.ts";

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
