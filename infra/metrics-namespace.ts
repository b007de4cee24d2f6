import type { Stage } from "./stage.ts";

/** Where the functions of a stage count, and where its alarms and its dashboard look. */
export const metricsNamespace = (stage: Stage) => `Postern/${stage}`;
