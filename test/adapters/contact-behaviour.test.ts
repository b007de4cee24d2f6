import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type ContactFormOptions, contactForm, type Mail } from "../../src/package/contact.ts";
import type { RuntimeOptions } from "../../src/package/runtime.ts";
import { memoryMessages } from "../../src/stores/memory-messages.ts";
import { CASES } from "../contact/cases.ts";
import { at } from "../email/support/asking.ts";
import { HOUR_MS } from "../support/clock.ts";
import { ORIGINS } from "../support/contact-site.ts";
import { formAsk, JSON_TYPE, jsonAsk } from "../support/exchange.ts";
import { OWNER, VISITOR } from "../support/planted.ts";
import { appsOfATest, decisions, expectHeaders, FRAMEWORKS } from "./support/frameworks.ts";

const started = appsOfATest();
const failing = () => {
  throw new Error("planted: who is told is broken");
};

describe.each(FRAMEWORKS)("the contact form in %s", (framework, harness) => {
  async function site(more: Partial<ContactFormOptions> & RuntimeOptions = {}, path = "/contact") {
    const mails: Mail[] = [];
    const mailer = {
      send: async (mail: Mail) => {
        mails.push(mail);
        return { sent: true, value: { messageId: "1" } } as const;
      },
    };
    const { told, onDecision } = decisions();
    const options = { from: OWNER, mailer, allowedOrigins: ORIGINS, ...more };
    const warnings: string[] = [];
    const warn = (sentence: string) => void warnings.push(sentence);
    const ask = await started(harness.contact({ onDecision, warn, ...options }, path));
    return { ask, mails, told, options, warnings };
  }

  it.each(CASES.map((each) => [each.what, each] as const))("%s", async (_what, each) => {
    const { ask, mails, told } = await site();
    const { from: _elsewhere, ...asked } = each.ask;
    const answer = await ask(asked);
    expect(answer.status).toBe(each.status);
    expectHeaders(answer, { vary: "Origin", "ratelimit-policy": '"contact";q=5;w=3600', ...each.headers });
    if (each.says) expect(JSON.parse(answer.body)).toMatchObject(each.says);
    if (each.shows) expect(answer.body).toContain(each.shows);
    const [outcome, reason] = each.decided;
    expect(told).toMatchObject([{ gate: "contact", outcome, reason }]);
    expect(mails).toHaveLength(outcome === "sent" ? 1 : 0);
  });

  it("sends the very mail that the form makes by itself", async () => {
    for (const asked of [jsonAsk({ name: "Ада <b>🦉</b>" }), formAsk({ message: "a & b\r\n=ü" })]) {
      const { ask, mails, options } = await site();
      const { method, headers, body = "", path } = asked;
      await ask({ method, path, headers, body });
      const request = {
        method,
        path,
        headers,
        query: {},
        body: Buffer.from(body),
        clientAddress: "127.0.0.1",
      };
      await contactForm(options).handle(request, at(HOUR_MS));
      expect(mails).toHaveLength(2);
      expect(mails[0]).toEqual(mails[1]);
    }
  });

  it("says once, without a word of it, that what the honeypot refused is gone", async () => {
    const { ask, warnings } = await site();
    for (const name of ["Planted One", "Planted Two"])
      await ask(jsonAsk({ name, company: "Planted Ltd" }, { from: "127.0.0.1" }));
    expect(warnings.filter((sentence) => sentence.includes("honeypot"))).toEqual([
      expect.stringMatching(/^contactForm: the honeypot refused a message.* held: \{ store \}/),
    ]);
    expect(warnings.join()).not.toMatch(/planted|visitors\.example/i);
  });

  it("keeps what the honeypot refused where the app gives it a store, and says nothing", async () => {
    const store = memoryMessages();
    const { ask, warnings, mails } = await site({ held: { store }, honeypotField: "fax" });
    const from = "127.0.0.1";
    await ask(jsonAsk({}, { from, body: JSON.stringify({ ...VISITOR, fax: "Planted Ltd" }) }));
    await ask(formAsk({ hp_topic: "Planted Ltd" }, { from }));
    const day = new Date(HOUR_MS).toISOString().slice(0, 10);
    const { messages } = await store.list("held", day, HOUR_MS);
    const kept = { keptAs: "held", reason: "HONEYPOT", message: VISITOR.message };
    expect(messages).toMatchObject([kept, kept]);
    expect(messages.map(({ expiresAtMs }) => expiresAtMs)).toEqual(Array(2).fill(HOUR_MS + 14 * 86_400_000));
    expect([...warnings.filter((sentence) => sentence.includes("honeypot")), ...mails]).toEqual([]);
  });

  it("takes five an hour from one caller, whatever it claims, and five more from another", async () => {
    const { ask, mails } = await site();
    const send = (from: string, forwardedFor?: string) =>
      ask({
        ...jsonAsk({}, { from }),
        headers: {
          ...JSON_TYPE,
          ...(forwardedFor && { "x-forwarded-for": forwardedFor, forwarded: `for=${forwardedFor}` }),
        },
      });
    const statuses = async (from: string, times: number) => {
      const seen = [];
      for (let time = 1; time <= times; time += 1) {
        seen.push((await send(from, `198.51.100.${time}`)).status);
      }
      return seen;
    };
    expect(await statuses("127.0.0.1", 6)).toEqual([200, 200, 200, 200, 200, 429]);
    const limited = await send("127.0.0.1");
    expect(JSON.parse(limited.body)).toMatchObject({
      error: "RATE_LIMITED",
      rateLimited: true,
      retryAfterSeconds: 3_600,
    });
    expectHeaders(limited, { "retry-after": "3600", ratelimit: '"contact";r=0;t=3600', vary: "Origin" });
    expect(await statuses("127.0.0.2", 6)).toEqual([200, 200, 200, 200, 200, 429]);
    vi.setSystemTime(HOUR_MS + 3_600_000);
    expect(await statuses("127.0.0.1", 1)).toEqual([200]);
    expect(mails).toHaveLength(11);
  });

  it.each(["/", "/contact", "/site/contact", "/thanks"])(
    "a form without script at %s ends on its page",
    async (path) => {
      const { ask } = await site({}, path);
      for (const [fields, code, words] of [
        [{}, "?sent=true", "Your message has been sent."],
        [{ email: "x" }, "?error=INVALID_EMAIL", "Not sent"],
      ] as const) {
        const posted = await ask({ ...formAsk(fields, { path }), from: "127.0.0.1" });
        expect(posted).toMatchObject({ status: 303, body: "" });
        expectHeaders(posted, { "content-type": undefined });
        const { location = "" } = posted.headers;
        const { pathname, search } = new URL(location, `http://site.example${path}`);
        expect(pathname).toBe(`${path === "/" ? "" : path}/thanks`);
        expect(search).toBe(code);
        const page = await ask({ method: "GET", path: pathname + search });
        expect(page).toMatchObject({ status: 200 });
        expectHeaders(page, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
        expect(page.body).toContain(words);
        const { status, body } = page;
        expect(await ask({ method: "GET", path: `${pathname}/${search}` })).toMatchObject({ status, body });
        expect(await ask({ method: "HEAD", path: `${pathname}/${search}` })).toMatchObject({ status });
        const untold = await ask({ method: "GET", path: pathname });
        expect(untold).toMatchObject({ status: 200, body: expect.stringContaining("cannot tell whether") });
      }
    },
  );

  it.each([
    ["?sent=true&error=SEND_FAILED&error=INVALID_EMAIL", "We cannot write to that e-mail address"],
    ["?sent=&sent=true", "has been sent"],
    ["?sent=true&sent=", "cannot tell whether"],
    ["?sent=%74rue", "has been sent"],
    ["?sent=%", "cannot tell whether"],
  ])("the page reads the query %s: of a repeated name the last value", async (query, words) => {
    const { ask } = await site();
    const page = await ask({ method: "GET", path: `/contact/thanks${query}` });
    expect(page.body).toContain(words);
  });

  /** The addresses that proxies have, for whoever is asked: private, and not trusted. */
  const behindProxies = { from: "127.0.0.1" };
  const EDGE = { secrets: ["planted-edge-secret-one"], required: false };
  const proven = { "x-postern-edge": "planted-edge-secret-one", "x-forwarded-for": "203.0.113.10" };

  it("behind CloudFront and a private load balancer, visitors are told apart, and nothing is warned of", async () => {
    const { ask, warnings } = await site({ edge: EDGE, limitPerHour: 1 });
    const send = (viewer: string) => {
      const headers = { ...JSON_TYPE, ...proven, "cloudfront-viewer-address": `${viewer}:4711` };
      return ask({ ...jsonAsk({}, behindProxies), headers });
    };
    const statuses = [await send("203.0.113.10"), await send("203.0.113.11"), await send("203.0.113.11")];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(await ask({ method: "GET", path: "/contact/thanks", headers: proven })).toMatchObject({
      status: 200,
    });
    expect(warnings).toEqual([]);
  });

  it("a load balancer that makes all visitors one is warned of where the edge does not tell them, once", async () => {
    const { ask, warnings } = await site({ edge: EDGE });
    for (const headers of [{ ...proven, "x-postern-edge": "planted-edge-secret-six" }, proven]) {
      await ask({ ...jsonAsk({}, behindProxies), headers: { ...JSON_TYPE, ...headers } });
    }
    const isTold = framework.startsWith("Lambda");
    expect(warnings).toEqual(
      isTold ? [] : [expect.stringMatching(/share one limit\. .*(?:trust ?proxy|clientAddress)/i)],
    );
  });

  it("an address that cannot be read is warned of once, by its form, and the address of nobody is told", async () => {
    const { ask, warnings } = await site({ edge: EDGE });
    for (const viewer of ["198.51.100.1, 203.0.113.10", "ada@site.example", "198.51.100.1, 203.0.113.10"]) {
      const headers = {
        ...JSON_TYPE,
        "x-postern-edge": "planted-edge-secret-one",
        "cloudfront-viewer-address": `${viewer}:4711`,
      };
      expect(await ask({ ...jsonAsk(), from: "127.0.0.1", headers })).toMatchObject({ status: 200 });
    }
    expect(warnings).toEqual([
      expect.stringMatching(/share one limit.*"999\.99\.999\.9, 999\.9\.999\.99".*clientAddress/),
    ]);
  });

  it("an IPv6 line is one caller by its first 56 bits, or as many as the option says", async () => {
    for (const [ipv6Prefix, status] of [
      [undefined, 429],
      [56, 429],
      [64, 200],
    ] as const) {
      const { ask } = await site({ edge: EDGE, limitPerHour: 1, ipv6Prefix });
      const send = (viewer: string) => {
        const headers = {
          ...JSON_TYPE,
          "x-postern-edge": "planted-edge-secret-one",
          "cloudfront-viewer-address": `${viewer}:4711`,
        };
        return ask({ ...jsonAsk(), from: "127.0.0.1", headers });
      };
      expect(await send("2001:db8:0:1::1")).toMatchObject({ status: 200 });
      expect(await send("2001:db8:0:2::1")).toMatchObject({ status });
    }
  });

  it("a form at /thanks answers preflights, and other methods, as any form does", async () => {
    const { ask } = await site({}, "/thanks");
    const headers = { origin: ORIGINS[0] ?? "" };
    expect(await ask({ method: "OPTIONS", headers })).toMatchObject({ status: 204 });
    expect(await ask({ method: "PUT", headers })).toMatchObject({
      status: 405,
      headers: { allow: "POST, OPTIONS" },
    });
  });

  it("a mail is sent, and answered, whatever becomes of who is told", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    onTestFinished(() => error.mockRestore());
    const { ask, mails } = await site({ onDecision: failing });
    expect(await ask({ ...jsonAsk(), from: "127.0.0.1" })).toMatchObject({ status: 200 });
    expect(mails).toHaveLength(1);
    expect(error.mock.calls).toEqual([["postern: onDecision", expect.objectContaining({ name: "Error" })]]);
  });

  it("a mail that cannot be sent is told, and does not use up the limit", async () => {
    const mailer = { send: async () => ({ sent: false, reason: "DOWN" }) as const };
    const { ask, told } = await site({ mailer, limitPerHour: 1 });
    for (const _again of [1, 2]) {
      expect(await ask({ ...jsonAsk(), from: "127.0.0.1" })).toMatchObject({ status: 500 });
    }
    expect(told).toMatchObject([{ reason: "SEND_FAILED" }, { reason: "SEND_FAILED" }]);
  });
});
