import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FaultMode } from "../../local/faults.ts";
import { RCODE } from "../email/support/dns-server.ts";
import { testClock } from "../support/clock.ts";
import { impatiently, patiently } from "../support/patience.ts";
import { newCaller, signupInstance, startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  patiently();
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());
afterEach(() => world.behave());

const ONE_PER_HOUR = { SIGNUP_LIMIT_PER_HOUR: "1" };
const LIMITS = ["caller-limit", "mailbox-limit"] as const;

const TABLE_DOWN = "the rate table is out of reach: this instance counts by itself";
const SECRET_DOWN = "the e-mail hash key is out of reach: this instance counts mailboxes by itself";
const passedOver = (steps: string) => `passed over, because it could not be asked: ${steps}`;

const newEmail = () => `planted@${world.newDomain()}`;

describe("a mail that surely was not sent", () => {
  it.each<FaultMode>(["reject", "throttle", "unauthorized"])(
    "gives both slots back: SES says %s",
    async (mode) => {
      const [email, from] = [newEmail(), newCaller()];
      const one = signupInstance(world, ONE_PER_HOUR);
      world.setFault("ses", mode);
      expect(await one.signUp(email, from)).toBe(500);
      expect(one.decision()).toMatchObject({ level: "ERROR", outcome: "failed", reason: "SEND_FAILED" });
      for (const limit of LIMITS)
        expect(one.step(limit)).toMatchObject({ verdict: "passed", undone: "not-sent" });

      world.behave();
      expect(await signupInstance(world, ONE_PER_HOUR).signUp(email, from), "on another instance").toBe(201);
      expect(await one.signUp(email, from)).toBe(429);
      expect(world.mails()).toHaveLength(1);
    },
  );

  it("gives both back here, while the table and the secret are down", async () => {
    const [email, from] = [newEmail(), newCaller()];
    const one = signupInstance(world, ONE_PER_HOUR);
    for (const part of ["dynamodb", "secrets"] as const) world.setFault(part, "error");
    world.setFault("ses", "reject");
    expect(await one.signUp(email, from)).toBe(500);
    for (const limit of LIMITS) expect(one.step(limit)).toMatchObject({ undone: "not-sent" });
    world.setFault("ses", "ok");
    expect([await one.signUp(email, from), await one.signUp(email, from)]).toEqual([201, 429]);
  });
});

describe("a mail that may have been sent", () => {
  it.each<FaultMode>(["error", "drop", "timeout"])("keeps both slots: %s", async (mode) => {
    const [email, from] = [newEmail(), newCaller()];
    const one = signupInstance(world, ONE_PER_HOUR);
    // First somebody else, so that all the rest is loaded and known and only SES keeps us waiting.
    await one.signUp(newEmail());
    world.setFault("ses", mode);
    const status = mode === "timeout" ? impatiently(() => one.signUp(email, from)) : one.signUp(email, from);
    expect(await status).toBe(500);
    expect(one.decision()).toMatchObject({ level: "ERROR", outcome: "unknown", reason: "SEND_FAILED" });
    for (const limit of LIMITS) expect(one.step(limit)).not.toHaveProperty("undone");

    world.behave();
    expect(await one.signUp(newEmail(), from), "by the caller").toBe(429);
    expect(await one.signUp(email), "by the mailbox").toBe(429);
  });
});

describe("an address that is refused after the limits", () => {
  it.each(["DNS", "the API"])("has used both slots: %s says no", async (who) => {
    const from = newCaller();
    const email = who === "DNS" ? `planted@${world.newDomain({})}` : `undeliverable@${world.newDomain()}`;
    const one = signupInstance(world, { ...ONE_PER_HOUR, ...world.withApi });
    expect(await one.signUp(email, from)).toBe(422);
    expect(one.decision()).toMatchObject({ outcome: "refused", reason: "UNDELIVERABLE_EMAIL" });
    for (const limit of LIMITS) expect(one.step(limit)).not.toHaveProperty("undone");
    expect(await one.signUp(newEmail(), from), "by the caller").toBe(429);
    expect(await one.signUp(email), "by the mailbox").toBe(429);
  });

  it("was refused for being disposable, says the API", async () => {
    const one = signupInstance(world, world.withApi);
    expect(await one.signUp(`disposable@${world.newDomain()}`)).toBe(422);
    expect(one.decision()).toMatchObject({ reason: "DISPOSABLE_EMAIL" });
  });
});

describe("when DynamoDB fails", () => {
  it.each<FaultMode>(["reject", "error", "throttle", "unauthorized", "drop"])(
    "sign-ups go on, on limits of this instance with the same number: %s",
    async (mode) => {
      const [email, from] = [newEmail(), newCaller()];
      const one = signupInstance(world, { SIGNUP_LIMIT_PER_HOUR: "2" });
      world.setFault("dynamodb", mode);
      const byCaller = [];
      for (let i = 0; i < 4; i += 1) byCaller.push(await one.signUp(newEmail(), from));
      expect(byCaller).toEqual([201, 201, 429, 429]);
      const byMailbox = [];
      for (let i = 0; i < 4; i += 1) byMailbox.push(await one.signUp(email));
      expect(byMailbox).toEqual([201, 201, 429, 429]);
      for (const { level, degraded } of one.decisions().filter(({ outcome }) => outcome === "sent")) {
        expect(level).toBe("ERROR");
        expect(degraded).toContain(TABLE_DOWN);
      }
      expect(one.lines().at(0)).toMatchObject({ Degraded: 1, gate: "signup", outcome: "sent" });
    },
  );

  it("the address is looked into all the same, and the verdict says that the cache was passed over", async () => {
    const one = signupInstance(world);
    world.setFault("dynamodb", "error");
    expect(await one.signUp(newEmail())).toBe(201);
    expect(one.step("reachable-email")).toMatchObject({
      degraded: passedOver("cache"),
      notes: { status: "deliverable", source: "dns" },
    });
    expect(await one.signUp(`planted@${world.newDomain({})}`)).toBe(422);
  });

  it("a hanging table holds nobody up for long", async () => {
    const one = signupInstance(world);
    await one.signUp(newEmail());
    world.setFault("dynamodb", "timeout");
    expect(await impatiently(() => one.signUp(newEmail()))).toBe(201);
    expect(one.decision()?.degraded).toContain(TABLE_DOWN);
  });

  it("the table counts again as soon as it can be asked, and this instance does not begin anew", async () => {
    const [email, from] = [newEmail(), newCaller()];
    const one = signupInstance(world, { SIGNUP_LIMIT_PER_HOUR: "2" });
    world.setFault("dynamodb", "error");
    expect(await one.signUp(email, from)).toBe(201);
    world.behave();
    expect(await one.signUp(email, from)).toBe(201);
    expect(one.decision()).not.toHaveProperty("degraded");
    expect(await one.signUp(email, from)).toBe(429);
  });
});

describe("when the secret cannot be read", () => {
  it.each<FaultMode>(["reject", "error", "throttle", "unauthorized", "drop"])(
    "sign-ups go on, mailboxes are counted here, and the decision says so: %s",
    async (mode) => {
      const email = newEmail();
      const one = signupInstance(world, { SIGNUP_LIMIT_PER_HOUR: "2" });
      world.setFault("secrets", mode);
      const tagged = ["", "+a", "+b"].map((tag) => email.replace("@", `${tag}@`));
      const statuses = [];
      for (const each of tagged) statuses.push(await one.signUp(each));
      expect(statuses, "spellings of one mailbox").toEqual([201, 201, 429]);
      expect(one.decisions()[0]).toMatchObject({
        level: "ERROR",
        outcome: "sent",
        degraded: [SECRET_DOWN, passedOver("cache")],
      });
      expect(one.lines()[0]).toMatchObject({ Degraded: 1 });
      expect(await one.signUp(newEmail()), "another mailbox").toBe(201);
    },
  );

  it("it is asked for again after a while, and not at once", async () => {
    const clock = testClock();
    const one = signupInstance(world, {}, clock);
    const reads = () => world.actions().filter((action) => action.startsWith("secretsmanager")).length;
    world.setFault("secrets", "unauthorized");
    await one.signUp(newEmail());
    const first = reads();
    await one.signUp(newEmail());
    expect(reads(), "within five seconds").toBe(first);
    world.behave();
    clock.advanceSeconds(5);
    expect(await one.signUp(newEmail())).toBe(201);
    expect(reads()).toBe(first + 1);
    expect(one.decision()).not.toHaveProperty("degraded");
  });
});

describe("when nobody can tell whether an address takes mail", () => {
  it.each([
    ["SERVFAIL", { MX: { rcode: RCODE.SERVFAIL } }],
    ["no answer", { MX: "hangs" }],
  ] as const)("it passes, and nothing is remembered: DNS has %s", async (_, records) => {
    const one = signupInstance(world);
    await one.signUp(newEmail());
    world.forget();
    const email = `planted@${world.newDomain(records)}`;
    expect(await impatiently(() => one.signUp(email))).toBe(201);
    expect(one.decision()).toMatchObject({ outcome: "sent", degraded: [passedOver("dns")] });
    expect(world.actions()).toEqual([
      "dynamodb:PutItem",
      "dynamodb:PutItem",
      "dynamodb:GetItem",
      "ses:SendEmail",
    ]);
  });

  it.each<FaultMode>(["error", "throttle", "unauthorized", "drop"])(
    "it passes on the word of the DNS: the API has %s",
    async (mode) => {
      const one = signupInstance(world, world.withApi);
      world.setFault("email-api", mode);
      expect(await one.signUp(`undeliverable@${world.newDomain()}`)).toBe(201);
      expect(one.decision()).toMatchObject({ outcome: "sent", degraded: [passedOver("api")] });
      expect(one.step("reachable-email")).toMatchObject({ notes: { status: "deliverable", source: "dns" } });
    },
  );
});

describe("when the API has no opinion", () => {
  it.each(["an address that it does not like", "an answer that is none"])(
    "nothing is degraded: %s",
    async (what) => {
      const one = signupInstance(world, world.withApi);
      if (what === "an address that it does not like") world.setFault("email-api", "reject");
      expect(await one.signUp(`unknown@${world.newDomain()}`)).toBe(201);
      expect(one.decision()).not.toHaveProperty("degraded");
      expect(one.step("reachable-email")).toMatchObject({ notes: { status: "deliverable", source: "dns" } });
    },
  );

  it("of a large provider but that it is disposable, nobody believes it", async () => {
    const one = signupInstance(world, world.withApi);
    world.knowMailServer("gmail.com");
    expect(await one.signUp("disposable@gmail.com")).toBe(201);
  });
});

describe("when everything fails at once", () => {
  it("but SES, people still sign up", async () => {
    const one = signupInstance(world, world.withApi);
    for (const part of ["dynamodb", "secrets", "email-api"] as const) world.setFault(part, "drop");
    expect(await one.signUp(`planted@${world.newDomain({ MX: { rcode: RCODE.SERVFAIL } })}`)).toBe(201);
    expect(one.decision()?.degraded).toEqual([
      TABLE_DOWN,
      SECRET_DOWN,
      TABLE_DOWN,
      passedOver("cache, dns, api"),
    ]);
    expect(world.mails()).toHaveLength(1);
  });
});
