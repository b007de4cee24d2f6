import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { RateLimiterDynamo, RateLimiterRes } from "rate-limiter-flexible";
import { contactForm } from "../../src/contact/contact-form.ts";
import type { At } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import { hourlyLimit, slotMemory } from "../../src/limits/hourly-limit.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbSlots } from "../../src/stores/dynamodb-slots.ts";
import { LOCAL } from "./local.ts";

export const LIMIT_PER_HOUR = 5;

/** Whether one more of this address is let through. */
export type Ask = (address: string) => Promise<boolean>;

/** A way to limit requests on DynamoDB. An instance is what a warm process keeps between them. */
export interface Contender {
  readonly name: string;
  readonly tableKey: string;
  newInstance(endpoint: string, tableName: string): Ask;
}

/** The whole contact form: one accepted message per pass. */
export const wholeForm: Contender = {
  name: "Postern",
  tableKey: "pk",
  newInstance: (endpoint, tableName) => {
    const form = contactForm({
      allowedOrigins: new Set(),
      limitPerHour: LIMIT_PER_HOUR,
      edgeSecrets: [],
      requireEdge: false,
      envelope: { from: "website@example.com", to: "office@example.com" },
      slots: dynamoDbSlots(dynamoDbTable({ ...LOCAL, endpoint, tableName })),
      mailer: { send: async () => ({ sent: true, value: { messageId: "bench" } }) },
    });
    const body = Buffer.from(JSON.stringify({ name: "Ada", email: "ada@example.com", message: "Good day" }));
    const headers = { "content-type": "application/json" };
    return async (clientAddress) => {
      const request = { method: "POST", path: "/contact", query: {}, headers, body, clientAddress };
      const { conclusion } = await form.handle(request, now());
      return passed(conclusion.reason, "SENT");
    };
  },
};

/** The limit by itself: what the other limiter is, no more. */
export const limitAlone: Contender = {
  name: "Postern",
  tableKey: "pk",
  newInstance: (endpoint, tableName) => {
    const slots = dynamoDbSlots(dynamoDbTable({ ...LOCAL, endpoint, tableName }));
    const limit = hourlyLimit({ name: "hourly-limit", slots, memory: slotMemory(LIMIT_PER_HOUR) });
    const door = gate<{ readonly caller: string }>("bench").check(limit);
    return async (caller) => {
      const decision = await door.decide({ caller }, now());
      return passed(decision.ok ? "SENT" : decision.reason, "SENT");
    };
  },
};

/** Tuned as its documentation advises: no look at the table at start, and what is used up is blocked in memory. */
export const flexible: Contender = {
  name: "RateLimiterDynamo",
  tableKey: "key",
  newInstance: (endpoint, tableName) => {
    const limiter = new RateLimiterDynamo({
      storeClient: new DynamoDB({ ...LOCAL, endpoint }),
      tableName,
      tableCreated: true,
      ttlSet: true,
      points: LIMIT_PER_HOUR,
      duration: 3_600,
      inMemoryBlockOnConsumed: LIMIT_PER_HOUR,
    });
    return async (address) => {
      try {
        await limiter.consume(address);
        return true;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return false;
        throw refusal;
      }
    };
  },
};

/** Anything but a pass or the limit's refusal is a fault of the benchmark. */
function passed(reason: string, pass: string): boolean {
  if (reason !== pass && reason !== "RATE_LIMITED") throw new Error(`unexpected decision: ${reason}`);
  return reason === pass;
}

function now(): At {
  const startedMs = performance.now();
  return {
    nowMs: Date.now(),
    elapsedMs: () => performance.now() - startedMs,
    get signal() {
      return AbortSignal.timeout(15_000);
    },
  };
}
