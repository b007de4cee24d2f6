import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { capture } from "../support/host.ts";

/* The whole way through the queue: a form's message and a text are accepted, wait in SQS, and are sent by `deliver`. */

let system: LocalSystem;
beforeAll(async () => {
  system = await startLocalSystem({
    port: 0,
    dynamodbPort: 0,
    env: {
      DELIVERY: "queue",
      DELIVERY_QUEUE_URL: "http://127.0.0.1/000000000000/postern-delivery-dev",
      DAILY_SPEND_LIMIT_USD: "5",
      TEXT_DAILY_SPEND_LIMIT_USD: "5",
      COUNTRY_SPEND_LIMITS_USD: "66=5",
    },
    print: capture,
  });
});
afterAll(() => system.close());

const sentBy = (channel: string) => system.outbox.list().filter((sent) => sent.channel === channel);
const reasons = (gate: string) =>
  system.decisions.list().flatMap((decision) => (decision.gate === gate ? [decision.reason] : []));

it("a visitor's message reaches its owner", async () => {
  const message = { name: "Ada", email: "ada@visitors.example", message: "Größe 😀" };
  const response = await fetch(`${system.url}/contact`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  expect(response.status).toBe(200);
  await vi.waitFor(() => expect(sentBy("email")).toMatchObject([{ replyTo: [message.email] }]), 10_000);
  expect(reasons("contact")).toEqual(["QUEUED"]);
});

it("a text that may wait reaches its phone", async () => {
  const response = await fetch(`${system.url}/2015-03-31/functions/postern-sms-dev/invocations`, {
    method: "POST",
    body: JSON.stringify({ phone: "+66812345678", message: "Your code is 123456", delivery: "queue" }),
  });
  expect(await response.json()).toMatchObject({ success: true, queued: true, segments: 1 });
  await vi.waitFor(() => expect(sentBy("sms")).toMatchObject([{ to: "+66812345678" }]), 10_000);
  expect(reasons("sms")).toEqual(["QUEUED"]);
});
