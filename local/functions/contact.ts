import { contactRules, contactSchema } from "../../src/config/contact.ts";
import { readSettings } from "../../src/config/setting.ts";
import { contactFunction } from "../../src/functions/contact.ts";
import type { LocalFunction } from "../local-function.ts";

export const contact: LocalFunction = {
  build: contactFunction,
  timeoutSeconds: 15,
  settings: Object.keys(contactSchema),
  defaults: {
    RATE_TABLE: "postern-rate-limit-dev",
    FROM_EMAIL: "owner@example.com",
    SITE_NAME: "Postern local",
    MESSAGE_TABLE: "postern-messages-dev",
  },
  faults: (env) => {
    const read = readSettings(contactSchema, env, contactRules);
    return read.ok ? [] : read.faults;
  },
  routes: { "/contact": { payload: "1.0" }, "/contact/thanks": { payload: "1.0" } },
};
