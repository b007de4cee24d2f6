import { LOG_LEVELS } from "../telemetry/log.ts";
import { DEFAULT_NAMESPACE } from "../telemetry/metrics.ts";
import { oneOf } from "./kinds.ts";
import type { Schema, Settings } from "./setting.ts";
import { text } from "./text-kinds.ts";

/** What every function reads to tell of its decisions. */
export const telemetrySchema = {
  LOG_LEVEL: {
    kind: oneOf(LOG_LEVELS),
    about:
      "Least severe line that is logged. Below it a decision leaves its counts for the metrics and nothing else.",
    example: "warn",
    presence: { default: "info" },
  },
  METRICS_NAMESPACE: {
    kind: text(
      "at most 255 letters, digits and / . _ - #, and not begin with AWS/",
      /^(?!AWS\/)[A-Za-z0-9/._#-]{1,255}$/,
    ),
    about: "CloudWatch namespace of the metrics. Two stages in one account and Region need one each.",
    example: "Postern/prod",
    presence: { default: DEFAULT_NAMESPACE },
  },
} as const satisfies Schema;

export type TelemetrySettings = Settings<typeof telemetrySchema>;
