import { contactFunction } from "../src/functions/contact.ts";
import { lambdaHost } from "../src/functions/host.ts";
import type { Cloud } from "./cloud.ts";
import type { Ledger } from "./ledger.ts";
import { QUEUE_URL, textOf } from "./plan.ts";

const ORIGIN = "https://site.example";

export interface Visitors {
  /** Sends messages through the form, a few at a time, each from an address of its own. */
  write(messages: readonly number[]): Promise<void>;
}

/** Those who write, and the real function `contact`, which answers 200 when the queue has a message. */
export function createVisitors(cloud: Cloud, ledger: Ledger): Visitors {
  const handler = contactFunction({
    ...lambdaHost(),
    env: {
      ...cloud.settingsOf("contact"),
      ALLOWED_ORIGIN: ORIGIN,
      DELIVERY: "queue",
      DELIVERY_QUEUE_URL: QUEUE_URL,
    },
    writeLine: () => undefined,
  });

  const write = async (message: number) => {
    const result = await handler(eventOf(message), {
      awsRequestId: crypto.randomUUID(),
      getRemainingTimeInMillis: () => 15_000,
    });
    if ((result as { statusCode: number }).statusCode === 200) ledger.accepted(message);
  };

  return {
    write: async (messages) => {
      const AT_ONCE = 5;
      const left = messages.values();
      const visitor = async () => {
        for (const message of left) await write(message);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, visitor));
    },
  };
}

/** What a function URL makes of a form; the address is one of those that RFC 2544 sets aside. */
function eventOf(message: number) {
  const sourceIp = `198.${18 + ((message >> 16) & 1)}.${(message >> 8) & 255}.${message & 255}`;
  return {
    version: "2.0",
    rawPath: "/contact",
    rawQueryString: "",
    headers: { origin: ORIGIN, "content-type": "application/json" },
    requestContext: { http: { method: "POST", path: "/contact", sourceIp } },
    body: JSON.stringify({
      name: `Visitor ${message}`,
      email: `visitor.${message}@visitors.example`,
      message: textOf(message),
    }),
    isBase64Encoded: false,
  };
}
