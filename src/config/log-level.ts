import { LOG_LEVELS } from "../telemetry/log.ts";
import { oneOf } from "./kinds.ts";
import type { Setting } from "./setting.ts";

export const logLevel = {
  kind: oneOf(LOG_LEVELS),
  about:
    "Least severe line that is logged. Below it a decision leaves its counts for the metrics and nothing else.",
  example: "warn",
  presence: { default: "info" },
} as const satisfies Setting<unknown>;
