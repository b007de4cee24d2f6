import { readSettings } from "../../src/config/setting.ts";
import { signupRules, signupSchema } from "../../src/config/signup.ts";
import { signupFunction } from "../../src/functions/signup.ts";
import type { LocalFunction } from "../local-function.ts";

export const signup: LocalFunction = {
  build: signupFunction,
  timeoutSeconds: 20,
  settings: Object.keys(signupSchema),
  defaults: {
    SIGNUP_TABLE: "postern-signup-dev",
    EMAIL_HASH_SECRET_ARN: "postern/email-hash-dev",
    FROM_EMAIL: "owner@example.com",
    SITE_NAME: "Postern local",
    // A laptop may be offline, and what somebody tries here is nobody's business: the stand-in of the API is asked instead.
    VALIDATE_EMAIL: "list",
    TRUEMAIL_API_KEY: "local",
  },
  faults: (env) => {
    const read = readSettings(signupSchema, env, signupRules);
    return read.ok ? [] : read.faults;
  },
  routes: { "/signup": { payload: "2.0" } },
};
