import { contactForm } from "../../src/contact/contact-form.ts";
import { byMail } from "../../src/contact/dispatch.ts";
import { emailValidator } from "../../src/email/email-validator.ts";
import { emailLists } from "../../src/email/lists.ts";
import { gate } from "../../src/gate/gate.ts";
import { hourlyLimit, slotMemory } from "../../src/limits/hourly-limit.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { at } from "../at.ts";
import { LOCAL } from "../dynamodb/local.ts";
import { isPass, type OnDynamoDb } from "../limits/contender.ts";
import { flexibleOnDynamoDb } from "../limits/flexible.ts";

export const LIMIT_PER_HOUR = 5;

const validator = emailValidator({ lists: emailLists() });

/** The whole contact form: one accepted message per pass. */
export const wholeForm: OnDynamoDb = {
  name: "Postern",
  tableKey: "pk",
  on: (endpoint, tableName) => ({
    name: "Postern",
    newInstance: () => {
      const form = contactForm({
        allowedOrigins: new Set(),
        limitPerHour: LIMIT_PER_HOUR,
        edgeSecrets: [],
        requireEdge: false,
        validator: () => validator,
        slots: dynamoDbClaims(dynamoDbTable({ ...LOCAL, endpoint, tableName })),
        dispatch: byMail({
          envelope: { from: "website@example.com", to: "office@example.com" },
          mailer: { send: async () => ({ sent: true, value: { messageId: "bench" } }) },
        }),
      });
      const message = { name: "Ada", email: "ada@example.com", message: "Good day" };
      const body = Buffer.from(JSON.stringify(message));
      const headers = { "content-type": "application/json" };
      return async (clientAddress) => {
        const request = { method: "POST", path: "/contact", query: {}, headers, body, clientAddress };
        const { conclusion } = await form.handle(request, at());
        return isPass(conclusion.reason, "SENT", "RATE_LIMITED");
      };
    },
  }),
};

/** The limit by itself: what the other limiter is, no more. */
export const limitAlone: OnDynamoDb = {
  name: "Postern",
  tableKey: "pk",
  on: (endpoint, tableName) => ({
    name: "Postern",
    newInstance: () => {
      const slots = dynamoDbClaims(dynamoDbTable({ ...LOCAL, endpoint, tableName }));
      const limit = hourlyLimit({
        name: "hourly-limit",
        slots,
        keyOf: ({ caller }: { readonly caller: string }) => `ip#${caller}`,
        memory: slotMemory(LIMIT_PER_HOUR),
      });
      const door = gate<{ readonly caller: string }>("bench").check(limit);
      return async (caller) => {
        const decision = await door.decide({ caller }, at());
        return isPass(decision.ok ? "PASSED" : decision.reason, "PASSED", "RATE_LIMITED");
      };
    },
  }),
};

export const flexible = flexibleOnDynamoDb({ points: LIMIT_PER_HOUR, duration: 3_600 });
