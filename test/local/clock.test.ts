import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { HOUR_MS } from "../support/clock.ts";

const DELIVERY_QUEUE_URL = "http://127.0.0.1/000000000000/postern-delivery-dev";

let system: LocalSystem;
beforeAll(async () => {
  const env = { DELIVERY: "queue", DELIVERY_QUEUE_URL };
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, nowMs: () => HOUR_MS, env });
});
afterAll(() => system.close());
beforeEach(() => system.outbox.clear());

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(system.url + path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  return { status: response.status, ...((await response.json()) as Readonly<Record<string, unknown>>) };
};
const advance = (order: unknown) => call("POST", "/_postern/clock", order);
const text = () =>
  call("POST", "/2015-03-31/functions/postern-sms-dev/invocations", {
    phone: "+66812345678",
    message: "Your code is 123456",
  });
const message = { name: "Ada", email: "ada@example.com", message: "Hello! I would like a quote." };

describe("POST /_postern/clock", () => {
  it("ends a cooldown: the functions and the table live in the time that was moved to", async () => {
    expect(await text()).toMatchObject({ success: true });
    expect(await text()).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 60 });
    expect(await advance({ advanceSeconds: 59 })).toMatchObject({ status: 200 });
    expect(await text()).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 1 });
    await advance({ advanceSeconds: 1 });
    expect(await text()).toMatchObject({ success: true });
    expect(system.outbox.list().at(-1)).toMatchObject({ at: new Date(HOUR_MS + 60_000).toISOString() });
  });

  it("brings a message in the queue back when its visibility time-out has passed", async () => {
    await advance({ advanceSeconds: 3_600 });
    expect(system.faults.set({ ses: "throttle" })).toBeUndefined();
    expect(await call("POST", "/contact", message)).toMatchObject({ status: 200 });
    await expect.poll(delivered, { timeout: 30_000 }).toHaveLength(1);
    system.faults.set({ ses: "ok" });
    await expect
      .poll(
        async () => {
          // A batch that has just failed is in flight for some milliseconds more.
          await advance({ advanceSeconds: 400 });
          return system.outbox.list();
        },
        { timeout: 30_000 },
      )
      .toMatchObject([{ channel: "email", replyTo: ["ada@example.com"] }]);
  });

  it.each([
    [{}],
    [{ advanceSeconds: 0 }],
    [{ advanceSeconds: -60 }],
    [{ advanceSeconds: 1.5 }],
    [{ advanceSeconds: "60" }],
    [{ advanceSeconds: 1e9 }],
    [{ advanceSeconds: 60, seconds: 1 }],
    [60],
    [null],
  ])("refuses %j with the remedy, and stays where it is", async (order) => {
    const before = await call("GET", "/_postern/clock");
    const { status, ...told } = await advance(order);
    expect([status, told]).toEqual([400, { message: expect.stringContaining('Give {"advanceSeconds": N}') }]);
    expect(await call("GET", "/_postern/clock")).toEqual(before);
  });
});

const delivered = () => system.decisions.list().filter(({ function: name }) => name === "deliver");
