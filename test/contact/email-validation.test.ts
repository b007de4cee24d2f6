import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type DnsServer, type Domain, RCODE, startDnsServer } from "../email/support/dns-server.ts";
import { type Aws, startAws } from "../support/aws.ts";
import { testClock } from "../support/clock.ts";
import { contactInstance } from "../support/contact-instance.ts";
import { formAsk, jsonAsk } from "../support/exchange.ts";
import { OWNER } from "../support/planted.ts";

let aws: Aws;
let dns: DnsServer;
beforeAll(async () => {
  [aws, dns] = await Promise.all([startAws(), startDnsServer()]);
});
afterAll(async () => {
  await Promise.all([aws.close(), dns.close()]);
});
beforeEach(() => aws.forget());
afterEach(() => vi.restoreAllMocks());

const ACCEPTED = ["dynamodb:PutItem", "ses:SendEmail"];
const THROW_AWAY = "planted@mailinator.com";

let hours = 0;
/** No two instances share an hour, and so no slot. */
function instance(env: Readonly<Record<string, string>> = {}) {
  const clock = testClock();
  hours += 1;
  clock.advanceSeconds(hours * 3_600);
  const one = contactInstance(aws, env, clock);
  return {
    ...one,
    decision: () => one.decisions().at(-1),
    post: async (email: string) => {
      const reply = await one.send(jsonAsk({ email }));
      return { status: reply.status, ...(JSON.parse(reply.body) as { error?: string; message: string }) };
    },
  };
}
const withDns = (env: Readonly<Record<string, string>> = {}) =>
  instance({ VALIDATE_EMAIL: "dns", DNS_SERVERS: dns.address, ...env });

const MX = (exchange: string) => [{ type: "MX", name: "", data: { exchange, preference: 0 } }] as const;

let domains = 0;
/** A visitor of a domain that the resolver knows so. */
function visitorOf(records: Domain): string {
  domains += 1;
  const domain = `planted-${domains}.example`;
  const named = Object.entries(records).map(([type, reply]) => [
    type,
    Array.isArray(reply) ? reply.map((each) => ({ ...each, name: domain })) : reply,
  ]);
  dns.know(domain, Object.fromEntries(named));
  return `planted@${domain}`;
}

describe.each([
  ["list, as it is without a setting", {}],
  ["list", { VALIDATE_EMAIL: "list" }],
])("VALIDATE_EMAIL: %s", (_, env) => {
  it("a throw-away address is refused, without a write, a mail or a question", async () => {
    const one = instance({ ...env, DNS_SERVERS: dns.address });
    expect(await one.post(THROW_AWAY)).toEqual({
      status: 400,
      success: false,
      error: "DISPOSABLE_EMAIL",
      message: "That is a throw-away address, and our answer would be lost. Please give another one.",
    });
    expect(aws.calls).toEqual([]);
    expect(dns.askedOf("mailinator.com")).toEqual([]);
    expect(one.decision()).toMatchObject({ outcome: "refused", reason: "DISPOSABLE_EMAIL" });
    expect(one.decision()?.trail.at(-1)).toMatchObject({
      check: "wanted-email",
      notes: { status: "risky", because: "DISPOSABLE_DOMAIN", source: "list" },
    });
  });

  it("any other is accepted, and nobody is asked about it", async () => {
    const email = visitorOf({ MX: { rcode: RCODE.NXDOMAIN } });
    const one = instance({ ...env, DNS_SERVERS: dns.address });
    expect(await one.post(email)).toMatchObject({ status: 200 });
    expect(aws.actions()).toEqual(ACCEPTED);
    expect(dns.askedOf(email.slice(8))).toEqual([]);
    expect(one.decision()).not.toHaveProperty("degraded");
  });
});

describe("own lists", () => {
  it("add to the list and take from it, the domains below included", async () => {
    const one = instance({
      BLOCKED_EMAIL_DOMAINS: "trash.example",
      ALLOWED_EMAIL_DOMAINS: "mailinator.com",
    });
    expect(await one.post("planted@x.trash.example")).toMatchObject({
      status: 400,
      error: "DISPOSABLE_EMAIL",
    });
    expect(await one.post("planted@x.mailinator.com")).toMatchObject({ status: 200 });
  });

  it("relays are welcome, unless they are refused by name", async () => {
    const alias = "planted@duck.com";
    expect(await instance().post(alias)).toMatchObject({ status: 200 });
    expect(await instance({ REFUSE_RELAY_ADDRESSES: "true" }).post(alias)).toMatchObject({
      status: 400,
      error: "DISPOSABLE_EMAIL",
    });
  });
});

describe("VALIDATE_EMAIL: off", () => {
  it("takes a throw-away address", async () => {
    expect(await instance({ VALIDATE_EMAIL: "off" }).post(THROW_AWAY)).toMatchObject({ status: 200 });
    expect(aws.actions()).toEqual(ACCEPTED);
  });

  it("takes none that is no address", async () => {
    expect(await instance({ VALIDATE_EMAIL: "off" }).post("planted")).toMatchObject({
      error: "INVALID_EMAIL",
    });
  });
});

describe("VALIDATE_EMAIL: dns", () => {
  it.each<[string, Domain]>([
    ["a mail server", { MX: MX("mail.example") }],
    ["no mail server, but an address", { A: [{ type: "A", name: "", data: "192.0.2.1" }] }],
  ])("accepts a visitor whose domain has %s", async (_, records) => {
    const one = withDns();
    expect(await one.post(visitorOf(records))).toMatchObject({ status: 200 });
    expect(one.decision()).not.toHaveProperty("degraded");
    expect(aws.actions()).toEqual(ACCEPTED);
  });

  it.each<[string, Domain, string]>([
    ["a null MX", { MX: MX(".") }, "NULL_MX"],
    ["nothing", {}, "NO_MAIL_SERVER"],
    ["no existence", { MX: { rcode: RCODE.NXDOMAIN } }, "NO_MAIL_SERVER"],
  ])("refuses a visitor whose domain has %s; the slot stays used", async (_, records, because) => {
    const one = withDns({ IP_LIMIT_PER_HOUR: "1" });
    expect(await one.post(visitorOf(records))).toEqual({
      status: 400,
      success: false,
      error: "UNDELIVERABLE_EMAIL",
      message: "That e-mail address takes no mail, so we could not answer. Please check it.",
    });
    expect(aws.actions(), "trying costs").toEqual(["dynamodb:PutItem"]);
    expect(one.decision()).toMatchObject({ outcome: "refused", reason: "UNDELIVERABLE_EMAIL" });
    expect(one.decision()?.trail.at(-1)).toMatchObject({
      check: "reachable-email",
      notes: { status: "undeliverable", because, source: "dns" },
    });
    expect(await one.post(visitorOf({ MX: MX("mail.example") }))).toMatchObject({ error: "RATE_LIMITED" });
  });

  it.each<[string, Domain]>([
    ["SERVFAIL", { MX: { rcode: RCODE.SERVFAIL } }],
    ["a refusal", { MX: { rcode: RCODE.REFUSED } }],
    ["no answer", { MX: "hangs" }],
  ])("a visitor passes when there is %s, and the decision says so", async (_, records) => {
    const { timeout } = AbortSignal;
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms === 1_500 ? 300 : ms));
    const one = withDns();
    expect(await one.post(visitorOf(records))).toMatchObject({ status: 200 });
    expect(one.decision()).toMatchObject({
      level: "ERROR",
      outcome: "sent",
      degraded: ["passed over, because it could not be asked: dns"],
    });
    expect(one.lines().at(-1)).toMatchObject({ Degraded: 1 });
  });

  it("a throw-away address is still refused before anything else", async () => {
    expect(await withDns().post(THROW_AWAY)).toMatchObject({ error: "DISPOSABLE_EMAIL" });
    expect(aws.calls).toEqual([]);
  });

  it("a visitor who is over the limit makes no question", async () => {
    const one = withDns({ IP_LIMIT_PER_HOUR: "1" });
    await one.post(visitorOf({ MX: MX("mail.example") }));
    const email = visitorOf({ MX: MX("mail.example") });
    expect(await one.post(email)).toMatchObject({ error: "RATE_LIMITED" });
    expect(dns.askedOf(email.slice(8))).toEqual([]);
  });

  it("a page without script is told on the page of its own", async () => {
    const one = withDns();
    const told = async (email: string) => {
      const { status, headers } = await one.send(formAsk({ email }));
      return [status, headers.location];
    };
    expect(await told(THROW_AWAY)).toEqual([303, "./contact/thanks?error=DISPOSABLE_EMAIL"]);
    expect(await told(visitorOf({}))).toEqual([303, "./contact/thanks?error=UNDELIVERABLE_EMAIL"]);
    const page = async (error: string) =>
      (await one.send({ method: "GET", path: `/contact/thanks?error=${error}`, headers: {}, from: "" })).body;
    expect(await page("DISPOSABLE_EMAIL")).toContain("That is a throw-away address");
    expect(await page("UNDELIVERABLE_EMAIL")).toContain("That e-mail address takes no mail");
  });
});

describe("an address that SES cannot carry", () => {
  it.each(["off", "list", "dns"])(
    "still reaches the owner, in the text: VALIDATE_EMAIL=%s",
    async (VALIDATE_EMAIL) => {
      const one = instance({ VALIDATE_EMAIL, DNS_SERVERS: dns.address });
      expect(await one.post("plänted@visitors.example")).toMatchObject({ status: 200 });
      expect(aws.mails()).toMatchObject([
        { to: [OWNER], replyTo: [], text: expect.stringContaining("plänted@visitors.example") },
      ]);
      expect(one.decision()).not.toHaveProperty("degraded");
    },
  );
});
