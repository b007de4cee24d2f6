import { describe, expect, it } from "vitest";
import { startSignups } from "./signup-world.ts";
import type { RawAnswer } from "./support.ts";

const ADDRESS = "planted.visitor@visitors.example";
const SIGNED_UP = '{"success":true,"message":"Thank you. You are signed up."}';

const said = ({ status, body }: RawAnswer) => ({ status, body });
const refused = (error: string) => ({ status: 422, body: JSON.stringify({ error }) });

describe("a sign-up", () => {
  it("is a 201, and a welcome mail that holds nothing of the visitor's", async () => {
    const { ask, mails, lastDecision } = await startSignups();
    const body = { email: ` ${ADDRESS}`, name: "Planted <b>Name</b>", plan: { seats: 3 } };
    expect(said(await ask({ body }))).toEqual({ status: 201, body: SIGNED_UP });
    const [mail, ...others] = mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: [ADDRESS], from: "owner@example.com", replyTo: [] });
    expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toMatch(/planted|seats/i);
    expect(lastDecision()).toMatchObject({ function: "signup", outcome: "sent", reason: "SENT" });
  });

  it.each([
    ["a relay", "visitor@duck.com"],
    ["a relay", "visitor@privaterelay.appleid.com"],
    ["a large provider", "visitor@gmail.com"],
    ["a large provider", "visitor@mail.ru"],
    ["a large provider", "visitor@qq.com"],
    ["a role", "info@site.example"],
    ["what the remote API calls risky", "risky@site.example"],
    ["what the remote API does not know", "unknown@site.example"],
    ["a large provider, although the remote API calls it disposable", "disposable@gmail.com"],
  ])("passes with %s: %s", async (_what, address) => {
    const { signUp, mails } = await startSignups();
    expect((await signUp(address)).status).toBe(201);
    expect(mails().map(({ to }) => to)).toEqual([[address]]);
  });

  it.each([
    ["mailinator.com", "visitor@mailinator.com"],
    ["a domain below it", "visitor@x.mailinator.com"],
    ["capitals", "visitor@MAILINATOR.com"],
    ["what the remote API calls disposable", "disposable@site.example"],
  ])("is refused with a disposable address: %s", async (_what, address) => {
    const { signUp, mails } = await startSignups();
    expect(said(await signUp(address))).toEqual(refused("Disposable emails not accepted"));
    expect(mails()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["no member email", {}],
    ["null", { email: null }],
    ["a number", { email: 5 }],
    ["a list of one", { email: [ADDRESS] }],
    ["an object", { email: { address: ADDRESS } }],
    ["empty", { email: "" }],
    ["blank", { email: "  \t" }],
    ["no at sign", { email: "visitors.example" }],
    ["two addresses", { email: `${ADDRESS},${ADDRESS}` }],
    ["a line break", { email: `${ADDRESS}\r\nBcc: ${ADDRESS}` }],
    ["a single label", { email: "visitor@localhost" }],
    ["an inherited member", { __proto__: null, constructor: { email: ADDRESS } }],
  ])("is refused without an address: %s", async (_what, body) => {
    const { ask, mails } = await startSignups();
    expect(said(await ask({ body }))).toEqual(refused("Valid email required"));
    expect(mails()).toEqual([]);
  });

  it("is told of letters that SES cannot send to", async () => {
    const { ask, mails } = await startSignups();
    const { status, body } = said(await ask({ body: { email: "plänted@visitors.example" } }));
    expect([status, body]).toEqual([422, expect.stringContaining("We cannot send mail to that address")]);
    expect(mails()).toEqual([]);
  });

  it("is refused with an address that takes no mail", async () => {
    const { signUp, mails } = await startSignups();
    expect(said(await signUp("undeliverable@site.example"))).toEqual(refused("That email isn't deliverable"));
    expect(mails()).toEqual([]);
  });

  it.each([
    ["not JSON", 400, "INVALID_BODY", { body: "{" }],
    ["a list", 400, "INVALID_BODY", { body: "[]" }],
    ["nothing", 400, "INVALID_BODY", {}],
    ["not UTF-8", 400, "INVALID_BODY", { body: Buffer.from('{"email":"\xe9"}', "latin1") }],
    [
      "a form",
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: `email=${ADDRESS}` },
    ],
    ["text", 415, "UNSUPPORTED_MEDIA_TYPE", { headers: { "content-type": "text/plain" }, body: "{}" }],
    ["PUT", 405, "METHOD_NOT_ALLOWED", { method: "PUT", body: { email: ADDRESS } }],
    ["DELETE", 405, "METHOD_NOT_ALLOWED", { method: "DELETE" }],
    [
      "a page of another site",
      403,
      "FORBIDDEN_ORIGIN",
      { headers: { origin: "https://evil.example" }, body: { email: ADDRESS } },
    ],
    [
      "a page without an origin",
      403,
      "FORBIDDEN_ORIGIN",
      { headers: { origin: "null" }, body: { email: ADDRESS } },
    ],
    ["17 kB", 413, "BODY_TOO_LARGE", { body: { email: ADDRESS, more: "a".repeat(17 * 1_024) } }],
  ])("is refused as no sign-up: %s is %i %s", async (_what, status, error, asking) => {
    const { ask, mails, lastDecision } = await startSignups();
    const answer = await ask(asking);
    expect({ status: answer.status, ...JSON.parse(answer.body) }).toEqual({
      status,
      success: false,
      error,
      message: expect.stringMatching(/\.$/),
    });
    if (status === 405) expect(answer.headers.allow).toBe("POST, OPTIONS");
    expect(mails()).toEqual([]);
    expect(lastDecision()).toMatchObject({ outcome: "refused", reason: error });
  });
});

describe("browsers", () => {
  it("of the page itself may post, and may read what they are told", async () => {
    const { url, ask } = await startSignups();
    const answer = await ask({ headers: { origin: url }, body: { email: ADDRESS } });
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        "access-control-allow-origin": url,
        "access-control-expose-headers": "Retry-After, RateLimit, RateLimit-Policy",
        "ratelimit-policy": '"signup";q=5;w=3600',
        vary: "Origin",
      },
    });
  });

  it("ask first, and are told", async () => {
    const { url, ask, lastDecision } = await startSignups();
    const preflight = {
      method: "OPTIONS",
      headers: { origin: url, "access-control-request-method": "POST" },
    };
    expect(await ask(preflight)).toMatchObject({
      status: 204,
      body: "",
      headers: {
        "access-control-allow-origin": url,
        "access-control-allow-methods": "POST, OPTIONS",
        "access-control-allow-headers": "content-type, idempotency-key",
      },
    });
    expect(lastDecision()).toMatchObject({ outcome: "answered", reason: "PREFLIGHT" });
    const foreign = await ask({ ...preflight, headers: { origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    expect(foreign.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("the sixth within an hour", () => {
  const limited = {
    success: false,
    error: "RATE_LIMITED",
    message: expect.stringContaining("try again"),
    rateLimited: true,
    retryAfterSeconds: 1_500,
  };

  it("from one address of the network is a 429, and from another it is not", async () => {
    const { signUp, mails } = await startSignups();
    for (const place of [1, 2, 3, 4, 5]) {
      expect((await signUp(`visitor${place}@visitors.example`, "203.0.113.10")).status).toBe(201);
    }
    const sixth = await signUp("visitor6@visitors.example", "203.0.113.10");
    expect(sixth).toMatchObject({
      status: 429,
      headers: { "retry-after": "1500", ratelimit: '"signup";r=0;t=1500' },
    });
    expect(JSON.parse(sixth.body)).toEqual(limited);
    expect((await signUp("visitor6@visitors.example", "203.0.113.11")).status).toBe(201);
    expect(mails()).toHaveLength(6);
  });

  it("for one mailbox is a 429, however it is spelled and wherever it comes from", async () => {
    const { signUp, mails } = await startSignups();
    const spellings = [
      "u.s.e.r+x@gmail.com",
      "user@googlemail.com",
      "USER@gmail.com",
      "us.er+y@GoogleMail.com",
      "user@gmail.com",
    ];
    for (const [place, spelling] of spellings.entries()) {
      expect((await signUp(spelling, `203.0.113.${place}`)).status).toBe(201);
    }
    expect(mails().flatMap(({ to }) => to)).toContain("u.s.e.r+x@gmail.com");
    const sixth = await signUp("user+sixth@gmail.com", "203.0.113.6");
    expect(sixth).toMatchObject({ status: 429, headers: { "retry-after": "1500" } });
    expect(JSON.parse(sixth.body)).toEqual(limited);
    expect((await signUp("user2@gmail.com", "203.0.113.6")).status).toBe(201);
    expect(mails()).toHaveLength(6);
  });

  it("is not counted by what was refused before anybody had to be asked", async () => {
    const { signUp } = await startSignups();
    for (const address of ["", "none", "a@mailinator.com", "b@mailinator.com", "c@mailinator.com", "d@x"]) {
      expect((await signUp(address)).status).toBe(422);
    }
    expect((await signUp(ADDRESS)).status).toBe(201);
  });

  it("is counted by what the remote API refused: it takes money for each", async () => {
    const { signUp } = await startSignups({ SIGNUP_LIMIT_PER_HOUR: "1" });
    expect((await signUp("undeliverable@site.example")).status).toBe(422);
    expect((await signUp(ADDRESS)).status).toBe(429);
  });
});

it("no address is written down, whatever becomes of it", async () => {
  const { ask, signUp, setFault, written } = await startSignups();
  const localParts = ["planted.one", "planted.two", "planted.three", "planted+four"];
  await signUp(`${localParts[0]}@visitors.example`, "203.0.113.1");
  await signUp(`${localParts[1]}@mailinator.com`, "203.0.113.1");
  await signUp("undeliverable@visitors.example", "203.0.113.1");
  await ask({ body: `{"email":"${ADDRESS}"` });
  await setFault("email-api", "error");
  await setFault("dynamodb", "error");
  await signUp(`${localParts[2]}@visitors.example`, "203.0.113.2");
  await setFault("dynamodb", "ok");
  await setFault("ses", "reject");
  await signUp(`${localParts[3]}@visitors.example`, "203.0.113.3");
  const text = await written();
  const failed = ["SPEND_UNKNOWN", "SEND_FAILED"];
  for (const reason of ["SENT", "DISPOSABLE_EMAIL", "UNDELIVERABLE_EMAIL", "INVALID_BODY", ...failed]) {
    expect(text).toContain(reason);
  }
  expect(text).not.toMatch(/planted|visitors\.example|mailinator|undeliverable@|203\.0\.113|owner@/i);
});

it.each([
  ["/signup", "text/html", "data-signup"],
  ["/signup.css", "text/css", "form[data-signup]"],
  ["/signup.js", "text/javascript", 'from "./email-suggestion.js"'],
  ["/email-suggestion.js", "text/javascript", "suggestAddress"],
  ["/_postern/", "text/html", 'href="/signup"'],
  ["/sms", "text/html", 'href="/signup"'],
])("GET %s is the page's", async (path, type, text) => {
  const { url } = await startSignups();
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain(type);
  expect(await response.text()).toContain(text);
});

it("who follows a wrong link is shown the way to it", async () => {
  const { url } = await startSignups();
  const response = await fetch(`${url}/sign-up`, { headers: { accept: "text/html" } });
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('<a href="/signup">');
});
