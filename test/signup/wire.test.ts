import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FAULT_MODES } from "../../local/faults.ts";
import { testClock } from "../support/clock.ts";
import { eventV1, eventV2 } from "../support/events.ts";
import { VISITOR } from "../support/planted.ts";
import { CASES } from "./cases.ts";
import { newCaller, signupAsk, signupInstance, startWorld, type World } from "./support/world.ts";

const PUT = "dynamodb:PutItem";
const GET = "dynamodb:GetItem";
const SECRET = "secretsmanager:GetSecretValue";
const SEND = "ses:SendEmail";
const API = "POST /v1/verify";

/** All that the function's role may do. */
const ROLE = [PUT, GET, SECRET, SEND];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());
afterEach(() => world.behave());

/** What was called for one request. */
async function callsOf(signingUp: () => Promise<number>) {
  const before = world.calls.length;
  return { status: await signingUp(), actions: world.actions().slice(before) };
}

describe("what a sign-up calls, in order", () => {
  it("cold: the slots, the secret, the cache, and the mail", async () => {
    const cold = signupInstance(world);
    const email = `planted@${world.newDomain()}`;
    expect(await callsOf(() => cold.signUp(email))).toEqual({
      status: 201,
      actions: [PUT, SECRET, PUT, GET, PUT, SEND],
    });
    expect(world.dns.askedOf(email.slice(8))).toEqual(["MX"]);
  });

  it("again on the same instance: the slots and the mail, the rest is known", async () => {
    const warm = signupInstance(world);
    const email = `planted@${world.newDomain()}`;
    await warm.signUp(email);
    expect(await callsOf(() => warm.signUp(email))).toEqual({ status: 201, actions: [PUT, PUT, SEND] });
  });

  it("on another instance: the cache in the table spares the question", async () => {
    const email = `planted@${world.newDomain()}`;
    await signupInstance(world).signUp(email);
    const other = signupInstance(world);
    const { status, actions } = await callsOf(() => other.signUp(email));
    // The mailbox's first slot is found taken.
    expect({ status, actions }).toEqual({ status: 201, actions: [PUT, SECRET, PUT, PUT, GET, SEND] });
    expect(world.dns.askedOf(email.slice(8))).toEqual(["MX"]);
    expect(other.step("reachable-email")).toMatchObject({
      notes: { source: "cache", status: "deliverable" },
    });
  });

  it("with the remote API: after the DNS, and before anything is remembered", async () => {
    const one = signupInstance(world, world.withApi);
    const email = `planted@${world.newDomain()}`;
    expect(await callsOf(() => one.signUp(email))).toEqual({
      status: 201,
      actions: [PUT, SECRET, PUT, GET, API, PUT, SEND],
    });
  });

  it.each([
    ["list", [PUT, SECRET, PUT, GET, API, PUT, SEND]],
    ["off", [PUT, SECRET, PUT, SEND]],
  ])("with the remote API and VALIDATE_EMAIL=%s: no DNS", async (VALIDATE_EMAIL, actions) => {
    const one = signupInstance(world, { ...world.withApi, VALIDATE_EMAIL });
    const email = `planted@${world.newDomain()}`;
    expect(await callsOf(() => one.signUp(email))).toEqual({ status: 201, actions });
    expect(world.dns.askedOf(email.slice(8))).toEqual([]);
  });

  it("with lists alone: no cache is asked, there is nothing to remember", async () => {
    const one = signupInstance(world, { VALIDATE_EMAIL: "list" });
    expect(await callsOf(() => one.signUp("planted@unheard-of.example"))).toEqual({
      status: 201,
      actions: [PUT, SECRET, PUT, SEND],
    });
  });
});

describe("what a refusal calls", () => {
  it("before the limits: nobody", async () => {
    const one = signupInstance(world, world.withApi);
    const early = CASES.filter(
      ({ decided: [outcome, reason] }) => outcome !== "sent" && reason !== "UNDELIVERABLE_EMAIL",
    );
    expect(early.length).toBeGreaterThan(40);
    for (const { ask } of early) await one.send(ask);
    expect(world.calls).toEqual([]);
    expect(one.decisions().filter(({ outcome }) => outcome === "sent")).toEqual([]);
  });

  it("for a domain that takes no mail: the slots and the cache, never the API that costs money, and no mail", async () => {
    const one = signupInstance(world, world.withApi);
    const email = `planted@${world.newDomain({})}`;
    expect(await callsOf(() => one.signUp(email))).toEqual({
      status: 422,
      actions: [PUT, SECRET, PUT, GET, PUT],
    });
    expect(await callsOf(() => one.signUp(email))).toEqual({ status: 422, actions: [PUT, PUT] });
  });

  it("over a caller's limit: at most its slots once, then nobody", async () => {
    const from = newCaller();
    const warm = signupInstance(world);
    for (let i = 0; i < 5; i += 1) await warm.signUp(`planted${i}@${world.newDomain()}`, from);
    expect(await callsOf(() => warm.signUp(VISITOR.email, from))).toEqual({ status: 429, actions: [] });
    const cold = signupInstance(world);
    expect(await callsOf(() => cold.signUp(VISITOR.email, from))).toEqual({
      status: 429,
      actions: Array(5).fill(PUT),
    });
    expect(await callsOf(() => cold.signUp(VISITOR.email, from))).toEqual({ status: 429, actions: [] });
  });

  it("over a mailbox's limit: one slot of the caller, and no question about the address", async () => {
    const warm = signupInstance(world, { SIGNUP_LIMIT_PER_HOUR: "1" });
    const email = `planted@${world.newDomain()}`;
    await warm.signUp(email);
    expect(await callsOf(() => warm.signUp(email))).toEqual({ status: 429, actions: [PUT] });
  });
});

describe("whatever happens", () => {
  it("the role is enough, and the table is the only one", async () => {
    const clock = testClock();
    const one = signupInstance(world, world.withApi, clock);
    for (const { ask } of CASES) {
      clock.advanceSeconds(3_600);
      await one.receive(eventV1(ask));
      await one.receive(eventV2(ask));
    }
    const quick = FAULT_MODES.filter((mode) => mode !== "timeout");
    for (const part of ["ses", "dynamodb", "secrets", "email-api"] as const) {
      for (const mode of quick) {
        world.setFault(part, mode);
        clock.advanceSeconds(3_600);
        await one.send(signupAsk({ email: `planted@${world.newDomain()}` }));
      }
      world.behave();
    }
    expect(world.calls.length).toBeGreaterThan(100);
    expect(world.actions().filter((action) => ![...ROLE, API].includes(action))).toEqual([]);
    const tables = world.calls.flatMap(({ body }) => (body as { TableName?: string }).TableName ?? []);
    expect(new Set(tables)).toEqual(new Set([world.env.SIGNUP_TABLE]));
  });
});

describe("what the table has", () => {
  it("is slots and findings under keys that tell no address, each with its time to live", async () => {
    const one = signupInstance(world, world.withApi);
    await one.signUp("Planted.Visitor+1@visitors.example", "203.0.113.77");
    const items = await world.items();
    for (const { pk, ttl } of items) {
      expect(pk?.S).toMatch(/^(?:(?:ip#[^#]+|email#[0-9a-f]{32})#hour#\d+#slot#\d+|email#[0-9a-f]{32})$/);
      expect(ttl?.N).toMatch(/^\d+$/);
    }
    expect(items.map(({ pk }) => pk?.S)).toContain("ip#203.0.113.77#hour#473290#slot#1");
    expect(JSON.stringify(items)).not.toMatch(/planted|visitors|example|@/i);
  });

  it("has slots that live an hour and five minutes", async () => {
    await signupInstance(world).signUp(`planted@${world.newDomain()}`);
    const slots = (await world.items()).filter(({ pk }) => pk?.S?.includes("#hour#473290#"));
    expect(slots.length).toBeGreaterThanOrEqual(2);
    for (const { ttl } of slots) expect(ttl?.N).toBe(String(473_291 * 3_600 + 300));
  });
});
