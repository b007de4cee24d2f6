import { protectingSettings } from "../../src/config/protections.ts";
import { smsRules, smsSchema } from "../../src/config/sms.ts";
import { smsFunction } from "../../src/functions/sms.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";

/** Invoked directly: no public route leads to it. */
export const sms: LocalFunction = {
  build: smsFunction,
  timeoutSeconds: 60,
  ...settingsOf(smsSchema, smsRules),
  defaults: {
    ...protectingSettings("sms"),
    TABLE_NAME: "postern-sms-dev",
    CLICKSEND_SECRET_ARN: "postern/clicksend-dev",
    PHONE_HASH_SECRET_ARN: "postern/phone-hash-dev",
  },
  routes: {},
};
