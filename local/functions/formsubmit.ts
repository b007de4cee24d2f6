import { formSubmitSchema } from "../../src/config/formsubmit.ts";
import { telemetrySchema } from "../../src/config/telemetry.ts";
import { formsubmitFunction } from "../../src/functions/formsubmit.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";

export const formsubmit: LocalFunction = {
  build: formsubmitFunction,
  timeoutSeconds: 10,
  ...settingsOf(formSubmitSchema),
  // USAGE_PLAN is not for a person to set here: the gateway has judged the key, and a call would be counted twice.
  settings: Object.keys(telemetrySchema),
  defaults: { USAGE_PLAN: "gateway" },
  routes: { "/formsubmit": { payload: "1.0", requiresKey: true } },
};
