import { feedbackSchema } from "../../src/config/feedback.ts";
import { feedbackFunction } from "../../src/functions/feedback.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";

/** No path leads to it: the stand-in of SES has it invoked, as SNS would. */
export const feedback: LocalFunction = {
  build: feedbackFunction,
  timeoutSeconds: 20,
  ...settingsOf(feedbackSchema),
  defaults: { SIGNUP_TABLE: "postern-signup-dev", EMAIL_HASH_SECRET_ARN: "postern/email-hash-dev" },
  routes: {},
};
