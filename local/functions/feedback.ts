import { feedbackSchema } from "../../src/config/feedback.ts";
import { readSettings } from "../../src/config/setting.ts";
import { feedbackFunction } from "../../src/functions/feedback.ts";
import type { LocalFunction } from "../local-function.ts";

/** No path leads to it: the stand-in of SES has it invoked, as SNS would. */
export const feedback: LocalFunction = {
  build: feedbackFunction,
  timeoutSeconds: 20,
  settings: Object.keys(feedbackSchema),
  defaults: { SIGNUP_TABLE: "postern-signup-dev", EMAIL_HASH_SECRET_ARN: "postern/email-hash-dev" },
  faults: (env) => {
    const read = readSettings(feedbackSchema, env);
    return read.ok ? [] : read.faults;
  },
  routes: {},
};
