import type { Schema } from "../config/setting.ts";
import { createLog, isLogged, type LogLevel } from "../telemetry/log.ts";
import type { Host } from "./host.ts";

/** With `LOG_LEVEL=debug`: which settings the environment gave, by name. Their values may be addresses and secrets. */
export function logReady(host: Host, level: LogLevel, functionName: string, schema: Schema): void {
  if (!isLogged("debug", level)) return;
  const given = Object.keys(schema).filter((name) => host.env[name]?.trim());
  createLog(host.writeLine, level).debug(`${functionName}: ready`, { given });
}
