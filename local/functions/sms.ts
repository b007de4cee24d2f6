import { readSettings } from "../../src/config/setting.ts";
import { smsRules, smsSchema } from "../../src/config/sms.ts";
import { smsFunction } from "../../src/functions/sms.ts";
import type { LocalFunction } from "../local-function.ts";

/** Invoked directly: no public route leads to it. */
export const sms: LocalFunction = {
  build: smsFunction,
  timeoutSeconds: 60,
  settings: Object.keys(smsSchema),
  defaults: {
    TABLE_NAME: "postern-sms-dev",
    CLICKSEND_SECRET_ARN: "postern/clicksend-dev",
    PHONE_HASH_SECRET_ARN: "postern/phone-hash-dev",
  },
  faults: (env) => {
    const read = readSettings(smsSchema, env, smsRules);
    return read.ok ? [] : read.faults;
  },
  routes: {},
};
