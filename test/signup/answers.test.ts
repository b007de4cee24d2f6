import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventV1, eventV2 } from "../support/events.ts";
import type { Ask } from "../support/exchange.ts";
import { CLIENT_ADDRESS, EDGE_SECRETS, OWNER, VISITOR } from "../support/planted.ts";
import { CASES } from "./cases.ts";
import { newCaller, signupAsk, signupInstance, startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

/** Headers on every answer, whatever it is. */
const ALWAYS = { vary: "Origin", "ratelimit-policy": '"signup";q=5;w=3600' };

let hours = 0;
describe.each([
  ["a REST API's event (v1)", eventV1],
  ["an HTTP API's event (v2)", eventV2],
])("POST /signup by %s", (_, eventOf) => {
  let one: ReturnType<typeof signupInstance>;
  const send = (ask: Ask) => one.receive(eventOf(ask));
  beforeAll(() => {
    one = signupInstance(world);
  });
  beforeEach(() => {
    world.forget();
    hours += 1;
    // 1,742 seconds before the end of an hour of its own.
    one.clock.set((473_290 + hours) * 3_600_000 - 1_742_000);
  });

  it.each(CASES.map((each) => [each.what, each] as const))("answers %s", async (_, each) => {
    const reply = await send(each.ask);
    expect(reply.status).toBe(each.status);
    expect(reply.headers).toMatchObject(ALWAYS);
    for (const [name, value] of Object.entries(each.headers ?? {}))
      expect(reply.headers[name], name).toBe(value);
    if (each.says === undefined) expect(reply.body).toBe("");
    else expect(JSON.parse(reply.body)).toEqual(each.says);
    const [outcome, reason] = each.decided;
    expect(one.decision()).toMatchObject({ gate: "signup", outcome, reason, status: each.status });
    expect(world.mails()).toHaveLength(outcome === "sent" ? 1 : 0);
  });

  it("welcomes who signed up, at the address as given, with nothing of theirs in the mail", async () => {
    const email = "Planted.Visitor+shop@Visitors.example";
    await send(signupAsk({ email, name: "<b>planted name</b>" }));
    const [mail] = world.mails();
    expect(mail).toMatchObject({
      from: OWNER,
      to: ["Planted.Visitor+shop@visitors.example"],
      replyTo: [],
      subject: "Welcome to Example & Söhne",
    });
    expect(mail?.text).toContain("This address has been used to sign up at Example & Söhne.");
    expect(mail?.html).toContain("Example &#38; Söhne");
    expect(`${mail?.text}${mail?.html}`).not.toMatch(/planted/i);
  });

  it.each(["the caller", "the mailbox"])(
    "answers the sixth of %s with when to come back",
    async (limited) => {
      const next = (i: number) =>
        limited === "the caller"
          ? signupAsk({ email: `planted${i}@visitors.example` })
          : signupAsk({ email: `planted.visitor+${i}@visitors.example` }, { from: newCaller() });
      for (let i = 0; i < 5; i += 1) expect((await send(next(i))).status).toBe(201);
      const reply = await send(next(5));
      expect(reply.status).toBe(429);
      expect(reply.headers).toMatchObject({
        ...ALWAYS,
        "content-type": "application/json",
        "retry-after": "1742",
        ratelimit: '"signup";r=0;t=1742',
      });
      expect(JSON.parse(reply.body)).toEqual({
        success: false,
        error: "RATE_LIMITED",
        message: expect.any(String),
        rateLimited: true,
        retryAfterSeconds: 1742,
      });
      expect(one.decision()).toMatchObject({ outcome: "refused", reason: "RATE_LIMITED" });
      expect(one.step(limited === "the caller" ? "caller-limit" : "mailbox-limit")?.verdict).toBe("refused");
    },
  );

  it("answers a mail that SES refuses with SEND_FAILED and no detail", async () => {
    world.setFault("ses", "reject");
    const reply = await send(signupAsk());
    expect(reply.status).toBe(500);
    expect(reply.headers).toMatchObject(ALWAYS);
    expect(JSON.parse(reply.body)).toEqual({
      success: false,
      error: "SEND_FAILED",
      message: "We cannot tell whether you were signed up. Please try again in a while.",
    });
    expect(one.decision()).toMatchObject({ outcome: "failed", reason: "SEND_FAILED" });
  });
});

describe("behind an edge that is required", () => {
  const [EDGE_SECRET] = EDGE_SECRETS;
  const headers = { "content-type": "application/json" };

  it("refuses what did not come through it, and counts viewers and not the edge", async () => {
    const one = signupInstance(world, { REQUIRE_EDGE: "true", EDGE_SECRET, SIGNUP_LIMIT_PER_HOUR: "1" });
    const reply = await one.send(signupAsk());
    expect(reply.status).toBe(403);
    expect(JSON.parse(reply.body)).toMatchObject({ success: false, error: "FORBIDDEN" });
    const through = (viewer: string, email: string) => {
      const edge = { "x-postern-edge": EDGE_SECRET, "cloudfront-viewer-address": `${viewer}:4711` };
      return one.send(signupAsk({ email }, { headers: { ...headers, ...edge }, from: CLIENT_ADDRESS }));
    };
    const statuses = [
      await through("198.51.100.1", `edge1.${VISITOR.email}`),
      await through("198.51.100.2", `edge2.${VISITOR.email}`),
      await through("198.51.100.1", `edge3.${VISITOR.email}`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 429]);
  });
});
