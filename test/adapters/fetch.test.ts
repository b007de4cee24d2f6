import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyManagement } from "../../src/access/key-management.ts";
import { type Check, passed } from "../../src/gate/check.ts";
import { gate } from "../../src/gate/gate.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import { json } from "../../src/http/message.ts";
import type { Mail } from "../../src/package/contact.ts";
import { contactForm, guard, usagePlan, validateEmail } from "../../src/package/fetch.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import { DEMO, newKey } from "../access/support/partners.ts";
import { ORIGINS } from "../support/contact-site.ts";
import { formAsk, jsonAsk } from "../support/exchange.ts";
import { OWNER } from "../support/planted.ts";
import { DOOR } from "./behaviour.ts";
import { endless } from "./support/endless.ts";

const LISTS_ALONE = { dns: false, api: false, cache: false } as const;
const GOOD = "ada@site.example";
const BAD = "ada@mailinator.com";
const post = (body: BodyInit, headers: HeadersInit = {}, more: RequestInit = {}) =>
  new Request("http://site.example/signup", { method: "POST", headers, body, ...more });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

const formData = (...fields: [string, string | Blob][]) => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
};

describe("the body", () => {
  const email = validateEmail(LISTS_ALONE);

  it("is still the handler's to read, to the last byte", async () => {
    const sent = `\ufeff {"email":"${GOOD}", "ü":1}`;
    const request = post(sent, JSON_TYPE);
    expect(await email(request)).toBeUndefined();
    expect(email.passed(request)).toMatchObject({ canonical: GOOD });
    expect(request.bodyUsed).toBe(false);
    expect(await request.bytes()).toEqual(new TextEncoder().encode(sent));
  });

  it("may be multipart, with files beside the address", async () => {
    const photo = new Blob([new Uint8Array([0, 255, 13, 10])]);
    const request = post(formData(["email", GOOD], ["photo", photo]));
    expect(await email(request)).toBeUndefined();
    const kept = (await request.formData()).get("photo") as File;
    expect(await kept.bytes()).toEqual(await photo.bytes());
  });

  it.each([
    ["a file in the field", post(formData(["email", new Blob([GOOD])]))],
    ["a field twice in multipart data", post(formData(["email", GOOD], ["email", BAD]))],
    [
      "multipart data without its end",
      post("--x\r\n", { "content-type": "multipart/form-data; boundary=x" }),
    ],
    ["multipart data without a boundary", post("x", { "content-type": "multipart/form-data" })],
    ["a form that is JSON too, with another address", post(`{"x":"&email=${GOOD}&","email":"${BAD}"}`, FORM)],
    ["the same behind white space", post(`\r\n\t {"x":"&email=${GOOD}&","email":"${BAD}"}`, FORM)],
    [
      "a length that is not true",
      post(JSON.stringify({ email: BAD }), { ...JSON_TYPE, "content-length": "2" }),
    ],
  ])("has no address that anybody should use: %s", async (_, request) => {
    expect((await email(request))?.status).toBe(422);
    expect(() => email.passed(request)).toThrow(TypeError);
  });

  it("is read to its bound and not beyond", async () => {
    const body = JSON.stringify({ email: GOOD });
    const bounded = (maxBodyBytes: number) => validateEmail({ ...LISTS_ALONE, maxBodyBytes });
    expect(await bounded(body.length)(post(body, JSON_TYPE))).toBeUndefined();
    expect((await bounded(body.length - 1)(post(body, JSON_TYPE)))?.status).toBe(422);
    const { stream, given, isGivenUp } = endless();
    const request = post(stream, JSON_TYPE, { duplex: "half" } as RequestInit);
    expect((await email(request))?.status).toBe(422);
    expect(given()).toBeLessThan(5 * 64 * 1_024);
    // Nothing of ours holds on to it: whoever gives up the request's own body ends it.
    await request.body?.cancel();
    expect(isGivenUp()).toBe(true);
  });

  it("that was read before is a fault of the app's, and says so", async () => {
    const request = post(JSON.stringify({ email: GOOD }), JSON_TYPE);
    await request.json();
    await expect(email(request)).rejects.toThrow("has been read before");
  });

  it("that breaks is thrown", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
    const request = post(broken, JSON_TYPE, { duplex: "half" } as RequestInit);
    await expect(email(request)).rejects.toThrow("reset");
  });
});

describe("a guard", () => {
  const input = ({ headers }: Request) => ({ pass: headers.get("x-pass") ?? undefined });
  const door = guard(DOOR, { input });
  const asks = (pass: string, more: RequestInit = {}) =>
    new Request("http://site.example/", { headers: { "x-pass": pass }, ...more });

  it("tells of those requests alone that it let pass itself", async () => {
    const [letIn, refused] = [asks("yes"), asks("no")];
    expect(await door(letIn)).toBeUndefined();
    expect((await door(refused))?.status).toBe(403);
    expect(door.passed(letIn)).toEqual({ pass: "yes" });
    for (const stranger of [refused, asks("yes"), letIn.clone()]) {
      expect(() => door.passed(stranger)).toThrow("has not passed this guard");
      expect(() => door.dressed(stranger, new Response())).toThrow("has not passed this guard");
    }
    expect(() => guard(DOOR, { input }).passed(letIn)).toThrow(TypeError);
  });

  it("dresses answers that are not to be written", async () => {
    const store = { keys: memoryKeys(), usage: memoryUsage() };
    const { key } = await newKey(keyManagement({ ...store, plans: DEMO, nowMs: Date.now, randomBytes }));
    const keys = usagePlan({ store, plans: DEMO });
    const request = new Request("http://site.example/", { headers: { "x-api-key": key } });
    expect(await keys(request)).toBeUndefined();
    const dressed = keys.dressed(request, Response.redirect("http://site.example/thanks", 303));
    expect(dressed.status).toBe(303);
    expect(dressed.headers.get("location")).toBe("http://site.example/thanks");
    expect(dressed.headers.get("ratelimit")).toMatch(/^"demo";r=9/);
    expect(keys.dressed(request, new Response(null, { status: 204 })).status).toBe(204);
  });

  it("hands the platform's own argument to whoever makes the input", async () => {
    const byToken = guard(DOOR, {
      input: (_, info: { token: string } | undefined) => ({ pass: info?.token }),
    });
    expect(await byToken(asks("no"), { token: "yes" })).toBeUndefined();
    expect((await byToken(asks("yes")))?.status).toBe(403);
  });

  it("answers without a body where the status takes none", async () => {
    const empty = guard(DOOR, { input, answer: () => ({ ...json(204, {}), body: "" }) });
    expect(await empty(asks("no"))).toMatchObject({ status: 204, body: null });
  });

  it("lets nobody pass who has left meanwhile", async () => {
    const leaving = new AbortController();
    const told: Conclusion[] = [];
    const onDecision = (conclusion: Conclusion) => void told.push(conclusion);
    const asksSomebody: Check<object, void, never> = {
      name: "asks somebody",
      run: (_, { signal }) => {
        leaving.abort();
        // As a lookup does that is given up: what it could not ask is in favour of the caller.
        return { ...passed, degraded: signal.aborted ? "given up" : "not given up" };
      },
    };
    const slow = guard(gate<object>("slow").check(asksSomebody), { input: () => ({}), onDecision });
    const request = asks("yes", { signal: leaving.signal });
    expect((await slow(request))?.status).toBe(499);
    expect(() => slow.passed(request)).toThrow(TypeError);
    expect(told).toMatchObject([{ trail: [{ degraded: "given up" }] }]);
  });
});

describe("the contact form", () => {
  function site(more: Partial<Parameters<typeof contactForm>[0]> = {}) {
    const [mails, warnings]: [Mail[], string[]] = [[], []];
    const mailer = {
      send: async (mail: Mail) => {
        mails.push(mail);
        return { sent: true, value: { messageId: "1" } } as const;
      },
    };
    const warn = (sentence: string) => void warnings.push(sentence);
    const options = { from: OWNER, mailer, allowedOrigins: ORIGINS, limitPerHour: 1, warn };
    return { form: contactForm({ ...options, ...more }), mails, warnings };
  }
  const asked = ({ method, path, headers, body }: ReturnType<typeof jsonAsk>, more: HeadersInit = {}) =>
    new Request(`http://site.example${path}`, {
      method,
      headers: { ...headers, ...more },
      body: body as string,
    });

  it("counts by the address that the server tells", async () => {
    const { form, warnings } = site();
    const statusFor = async (clientAddress: string) =>
      (await form(asked(jsonAsk()), { clientAddress })).status;
    expect(await statusFor("203.0.113.10")).toBe(200);
    expect(await statusFor("203.0.113.10")).toBe(429);
    expect(await statusFor("203.0.113.11")).toBe(200);
    expect(warnings).toEqual([]);
  });

  it("counts by the address that the app says, and by no other", async () => {
    const clientAddress = ({ headers }: Request) => headers.get("x-real-ip") ?? undefined;
    const { form, warnings } = site({ clientAddress });
    const statusFor = async (address: string, told: string) =>
      (await form(asked(jsonAsk(), { "x-real-ip": address }), { clientAddress: told })).status;
    expect(await statusFor("203.0.113.10", "10.0.0.1")).toBe(200);
    expect(await statusFor("203.0.113.10", "10.0.0.2")).toBe(429);
    expect(await statusFor("203.0.113.11", "10.0.0.1")).toBe(200);
    expect(warnings).toEqual([]);
  });

  it("counts by the address that the app says with spaces around it", async () => {
    const { form, warnings } = site({
      clientAddress: ({ headers }) => headers.get("x-hops")?.split(",").at(-1),
    });
    const statusFor = async (address: string) =>
      (await form(asked(jsonAsk(), { "x-hops": `198.51.100.1, ${address}` }))).status;
    expect(await statusFor("203.0.113.10")).toBe(200);
    expect(await statusFor("203.0.113.10")).toBe(429);
    expect(await statusFor("203.0.113.11")).toBe(200);
    expect(warnings).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["both hops", "198.51.100.1, 203.0.113.10", '"999.99.999.9, 999.9.999.99"'],
    ["a name", "proxy-1.internal", '"aaaaa-9.aaaaaaaa"'],
    ["a list", ["203.0.113.10"], "a list"],
    ["a promise", Promise.resolve("203.0.113.10"), "a promise"],
  ])("says once what it was when the app says %s", async (_, said, form) => {
    const { form: ask, warnings } = site({ clientAddress: () => said as string });
    expect((await ask(asked(jsonAsk()))).status).toBe(200);
    expect((await ask(asked(jsonAsk()))).status).toBe(429);
    expect(warnings).toEqual([expect.stringContaining(form)]);
    expect(warnings.join()).not.toMatch(/203\.0|internal/);
  });

  it.each(["", "  ", undefined, null])("says once that the app says %j", async (said) => {
    const { form, warnings } = site({ clientAddress: () => said as string });
    for (const status of [200, 429]) expect((await form(asked(jsonAsk()))).status).toBe(status);
    expect(warnings).toEqual([expect.stringMatching(/share one limit.*option clientAddress/)]);
  });

  it("says once that all callers share one limit, when nobody tells their addresses", async () => {
    const { form, mails, warnings } = site();
    // Next.js hands over what it knows of the route.
    const info: object = { params: Promise.resolve({}) };
    expect((await form(asked(jsonAsk()), info)).status).toBe(200);
    expect((await form(asked(jsonAsk()))).status).toBe(429);
    expect(mails).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/share one limit.*option clientAddress/)]);
  });

  it("says once that a proxy hides the callers", async () => {
    const { form, warnings } = site();
    const proxied = () => asked(formAsk(), { "x-forwarded-for": "203.0.113.10" });
    await form(proxied(), { clientAddress: "10.0.0.1" });
    await form(proxied(), { clientAddress: "10.0.0.1" });
    expect(warnings).toEqual([expect.stringMatching(/proxy.*option clientAddress/)]);
    expect(warnings.join()).not.toMatch(/10\.0|203\.0/);
  });

  it("refuses a body without an end, having read little of it", async () => {
    const { form, mails } = site();
    const { stream, given } = endless();
    const request = post(stream, JSON_TYPE, { duplex: "half" } as RequestInit);
    expect((await form(request, { clientAddress: "203.0.113.10" })).status).toBe(413);
    expect(given()).toBeLessThan(5 * 64 * 1_024);
    expect(mails).toEqual([]);
  });
});
