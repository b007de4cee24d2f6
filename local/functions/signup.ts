import { protectingSettings } from "../../src/config/protections.ts";
import { signupRules, signupSchema } from "../../src/config/signup.ts";
import { signupFunction } from "../../src/functions/signup.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";

export const signup: LocalFunction = {
  build: signupFunction,
  timeoutSeconds: 20,
  ...settingsOf(signupSchema, signupRules),
  defaults: {
    ...protectingSettings("signup"),
    SIGNUP_TABLE: "postern-signup-dev",
    EMAIL_HASH_SECRET_ARN: "postern/email-hash-dev",
    FROM_EMAIL: "owner@example.com",
    SITE_NAME: "Postern local",
    // Without one SES tells of no bounce, and there is nothing to limit.
    CONFIGURATION_SET: "postern-dev",
    // A laptop may be offline, and what somebody tries here is nobody's business: the stand-in of the API is asked instead.
    VALIDATE_EMAIL: "list",
    TRUEMAIL_API_KEY: "local",
  },
  routes: { "/signup": { payload: "2.0" } },
};
