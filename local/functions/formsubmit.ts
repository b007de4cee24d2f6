import { formSubmitSchema } from "../../src/config/formsubmit.ts";
import { readSettings } from "../../src/config/setting.ts";
import { telemetrySchema } from "../../src/config/telemetry.ts";
import { formsubmitFunction } from "../../src/functions/formsubmit.ts";
import type { LocalFunction } from "../local-function.ts";

export const formsubmit: LocalFunction = {
  build: formsubmitFunction,
  timeoutSeconds: 10,
  // USAGE_PLAN is not for a person to set here: the gateway has judged the key, and a call would be counted twice.
  settings: Object.keys(telemetrySchema),
  defaults: { USAGE_PLAN: "gateway" },
  faults: (env) => {
    const read = readSettings(formSubmitSchema, env);
    return read.ok ? [] : read.faults;
  },
  routes: { "/formsubmit": { payload: "1.0", requiresKey: true } },
};
