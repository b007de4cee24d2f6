import { contactRules, contactSchema } from "../../src/config/contact.ts";
import { protectingSettings } from "../../src/config/protections.ts";
import { contactFunction } from "../../src/functions/contact.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";

export const contact: LocalFunction = {
  build: contactFunction,
  timeoutSeconds: 15,
  ...settingsOf(contactSchema, contactRules),
  defaults: {
    ...protectingSettings("contact"),
    RATE_TABLE: "postern-rate-limit-dev",
    FROM_EMAIL: "owner@example.com",
    SITE_NAME: "Postern local",
    MESSAGE_TABLE: "postern-messages-dev",
  },
  routes: { "/contact": { payload: "1.0" }, "/contact/thanks": { payload: "1.0" } },
};
