import { deliverRules, deliverSchema } from "../../src/config/deliver.ts";
import { protectingSettings } from "../../src/config/protections.ts";
import { deliverFunction } from "../../src/functions/deliver.ts";
import { ACCOUNT_ID } from "../arn.ts";
import { type LocalFunction, settingsOf } from "../local-function.ts";
import { contact } from "./contact.ts";
import { sms } from "./sms.ts";

/** No path leads to it: its events are the messages of a queue. */
export const deliver: LocalFunction = {
  build: deliverFunction,
  timeoutSeconds: 60,
  ...settingsOf(deliverSchema, deliverRules),
  settings: [...Object.keys(deliverSchema), "DELIVERY_QUEUE_URL"],
  defaults: {
    RATE_TABLE: contact.defaults.RATE_TABLE ?? "",
    FROM_EMAIL: contact.defaults.FROM_EMAIL ?? "",
    SITE_NAME: contact.defaults.SITE_NAME ?? "",
    ...protectingSettings("deliver"),
    TABLE_NAME: sms.defaults.TABLE_NAME ?? "",
    CLICKSEND_SECRET_ARN: sms.defaults.CLICKSEND_SECRET_ARN ?? "",
    DELIVERY_QUEUE_URL: `http://127.0.0.1/${ACCOUNT_ID}/postern-delivery-dev`,
  },
  queues: ["DELIVERY_QUEUE_URL"],
  routes: {},
};
