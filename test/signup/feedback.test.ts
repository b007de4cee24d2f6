import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { feedbackFunction } from "../../src/functions/feedback.ts";
import { bounce, complaint, send, snsEvent } from "../delivery/support/ses-messages.ts";
import { testClock } from "../support/clock.ts";
import { CONTEXT, testHost } from "../support/host.ts";
import {
  CONFIGURATION_SET,
  newCaller,
  signupAsk,
  signupInstance,
  startWorld,
  type World,
} from "./support/world.ts";

const [PUT, GET, SECRET, SEND] = [
  "dynamodb:PutItem",
  "dynamodb:GetItem",
  "secretsmanager:GetSecretValue",
  "ses:SendEmail",
] as const;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());
afterEach(() => world.behave());

const FED_BACK = { CONFIGURATION_SET };
const DAY_SECONDS = 86_400;

/** What SES tells, by way of the function `feedback`. */
const tell = (clock = testClock(), ...messages: readonly object[]) =>
  feedbackFunction(testHost(world.env, clock).host)(snsEvent(...messages), CONTEXT);

let mails = 0;
const newMail = (to: string, sentAtMs: number) => {
  mails += 1;
  return { messageId: `mail-${mails}`, timestamp: new Date(sentAtMs).toISOString(), destination: [to] };
};

describe("a sign-up with an address that SES told of", () => {
  it.each([
    ["bounced", 30],
    ["complained", 365],
  ] as const)("is refused everywhere at once, because it %s, for %d days", async (what, days) => {
    const clock = testClock();
    const one = signupInstance(world, FED_BACK, clock);
    const email = `planted@${world.newDomain()}`;
    expect(await one.signUp(email)).toBe(201);

    const told = { mail: newMail(email, clock.nowMs()) };
    const recipients = [{ emailAddress: email }];
    const event =
      what === "bounced"
        ? bounce({ bouncedRecipients: recipients }, told)
        : complaint({ complainedRecipients: recipients }, told);
    await tell(clock, event);
    const refused = await one.send(signupAsk({ email }, { from: newCaller() }));
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      422,
      { error: "That email isn't deliverable" },
    ]);
    expect(one.step("reachable-email")).toMatchObject({
      notes: { status: "undeliverable", because: what.toUpperCase(), source: "cache" },
    });
    expect(await signupInstance(world, FED_BACK, clock).signUp(email.toUpperCase()), "elsewhere").toBe(422);
    expect(await one.signUp(`another.${email}`), "their neighbour").toBe(201);

    clock.advanceSeconds(days * DAY_SECONDS - 1);
    expect(await one.signUp(email), "in the last second").toBe(422);
    clock.advanceSeconds(1);
    expect(await one.signUp(email)).toBe(201);
  });

  it("is refused by lists alone, too", async () => {
    const clock = testClock();
    const one = signupInstance(world, { ...FED_BACK, VALIDATE_EMAIL: "list" }, clock);
    await tell(clock, bounce({}, { mail: newMail("planted@unheard-of.example", clock.nowMs()) }));
    expect(await one.signUp("planted@unheard-of.example")).toBe(422);
    expect(await one.signUp("planted2@unheard-of.example")).toBe(201);
  });

  it("costs one read: a warm instance asks the table again, for another function writes there", async () => {
    const one = signupInstance(world, FED_BACK);
    const email = `planted@${world.newDomain()}`;
    await one.signUp(email);
    world.forget();
    await one.signUp(email);
    expect(world.actions()).toEqual([PUT, PUT, GET, SEND]);
  });
});

describe("while too many mails come back", () => {
  const WATCHED = { ...FED_BACK, MAX_BOUNCE_PERCENT: "5" };
  /** A hundred days after what the other tests count. */
  const at = (day: number) => testClock(Date.UTC(2031, 0, day, 18));

  /** Has had 50 mails sent today, of which so many bounced. */
  async function sent(clock: ReturnType<typeof testClock>, bounces: number) {
    const sentMails = Array.from({ length: 50 }, () => newMail("planted@visitors.example", clock.nowMs()));
    await tell(clock, ...sentMails.map((mail) => send({ mail })));
    await tell(clock, ...sentMails.slice(0, bounces).map((mail) => bounce({}, { mail })));
  }

  it("sign-ups are refused before anything is written, and told when to come back", async () => {
    const clock = at(1);
    await sent(clock, 3);
    world.forget();
    const one = signupInstance(world, WATCHED, clock);
    const email = `planted@${world.newDomain()}`;
    const { status, headers, body } = await one.send(signupAsk({ email }));
    expect(status).toBe(503);
    const retryAfterSeconds = 30 * 3_600;
    expect(headers).toMatchObject({
      "retry-after": String(retryAfterSeconds),
      "content-type": "application/json",
    });
    expect(headers).not.toHaveProperty("ratelimit");
    expect(JSON.parse(body)).toEqual({
      success: false,
      error: "SENDING_PAUSED",
      message: "We cannot write to new addresses at the moment. Please try again later.",
      retryAfterSeconds,
    });
    expect(one.decision()).toMatchObject({ level: "INFO", outcome: "refused", reason: "SENDING_PAUSED" });
    expect(world.actions()).toEqual([GET, GET]);
    expect(await one.signUp(email), "again").toBe(503);
    expect(world.actions(), "and again").toEqual([GET, GET]);
    expect(await signupInstance(world, FED_BACK, clock).signUp(email), "where nobody watches").toBe(201);
  });

  it("what is refused without I/O is refused without a reading", async () => {
    const one = signupInstance(world, WATCHED, at(1));
    expect([await one.signUp("planted"), await one.signUp("planted@mailinator.com")]).toEqual([422, 422]);
    expect(world.calls).toEqual([]);
  });

  it("they go on at the limit itself, for two readings a minute more", async () => {
    const clock = at(4);
    await sent(clock, 2);
    world.forget();
    const one = signupInstance(world, WATCHED, clock);
    expect(await one.signUp(`planted@${world.newDomain()}`)).toBe(201);
    expect(world.actions()).toEqual([GET, GET, PUT, SECRET, PUT, GET, PUT, SEND]);
  });

  it("they go on, and the decision says so, when nobody can count", async () => {
    const clock = at(7);
    await sent(clock, 3);
    const one = signupInstance(world, WATCHED, clock);
    world.setFault("dynamodb", "error");
    expect(await one.signUp(`planted@${world.newDomain()}`)).toBe(201);
    expect(one.decision()).toMatchObject({
      level: "ERROR",
      degraded: expect.arrayContaining([
        "the counts of bounces and complaints are out of reach: nobody watches their rate",
      ]),
    });
  });

  it("complaints end it as well, and two days later it is over", async () => {
    const clock = at(10);
    await sent(clock, 0);
    const complaints = ["a", "b"].map((id) => ({
      mail: { messageId: `complaint-${id}`, timestamp: new Date(clock.nowMs()).toISOString() },
    }));
    await tell(clock, ...complaints.map((told) => complaint({}, told)));
    const one = signupInstance(world, { ...FED_BACK, MAX_COMPLAINT_PERCENT: "0.1" }, clock);
    const statuses = [];
    for (let day = 0; day < 3; day += 1) {
      statuses.push(await one.signUp(`planted@${world.newDomain()}`));
      clock.advanceSeconds(DAY_SECONDS);
    }
    expect(statuses).toEqual([503, 503, 201]);
  });
});
