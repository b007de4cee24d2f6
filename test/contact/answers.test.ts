import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ContactSite, TRANSPORTS } from "../support/contact-site.ts";
import { formAsk, jsonAsk } from "../support/exchange.ts";
import { CASES } from "./cases.ts";

/** Headers on every answer, whatever it is. */
const ALWAYS = { vary: "Origin", "ratelimit-policy": '"contact";q=5;w=3600' };

describe.each(Object.entries(TRANSPORTS))("POST /contact over %s", (_, start) => {
  let site: ContactSite;
  beforeAll(async () => {
    site = await start();
  });
  afterAll(() => site.close());
  beforeEach(() => site.nextHour());

  it.each(CASES.map((each) => [each.what, each] as const))("answers %s", async (_, each) => {
    const before = { mails: site.mails().length, slots: (await site.slots()).length };
    const reply = await site.send(each.ask);

    expect(reply.status).toBe(each.status);
    expect(reply.headers).toMatchObject(ALWAYS);
    for (const [name, value] of Object.entries(each.headers ?? {})) {
      expect(reply.headers[name], name).toBe(value);
    }
    if (each.shows !== undefined)
      expect(reply.body).toMatch(new RegExp(`^<!doctype html>\\n.*<h1>Not sent</h1>\\n.*${each.shows}`, "s"));
    else if (each.says === undefined) expect(reply.body).toBe("");
    else expect(JSON.parse(reply.body)).toEqual({ ...each.says, message: expect.any(String) });

    const [outcome, reason] = each.decided;
    expect(site.decisions().at(-1)).toMatchObject({ outcome, reason });
    const isSent = outcome === "sent" ? 1 : 0;
    expect(site.mails().length - before.mails, "mails").toBe(isSent);
    expect((await site.slots()).length - before.slots, "slots").toBe(isSent);
  });

  it("answers the sixth message of an hour with when to come back", async () => {
    for (let i = 0; i < 5; i += 1) expect((await site.send(jsonAsk())).status).toBe(200);
    const reply = await site.send(jsonAsk());
    expect(reply.status).toBe(429);
    expect(reply.headers).toMatchObject({
      ...ALWAYS,
      "retry-after": "1742",
      ratelimit: '"contact";r=0;t=1742',
    });
    expect(JSON.parse(reply.body)).toEqual({
      success: false,
      error: "RATE_LIMITED",
      message: expect.any(String),
      rateLimited: true,
      retryAfterSeconds: 1742,
    });
    expect(site.decisions().at(-1)).toMatchObject({ outcome: "refused", reason: "RATE_LIMITED" });

    const form = await site.send(formAsk());
    expect(form.status).toBe(303);
    expect(form.headers).toMatchObject({
      location: "./contact/thanks?error=RATE_LIMITED",
      "retry-after": "1742",
    });
  });

  it("answers a mail that SES refuses with SEND_FAILED and no detail", async () => {
    site.setFault("ses", "reject");
    try {
      const reply = await site.send(jsonAsk());
      expect(reply.status).toBe(500);
      expect(reply.headers).toMatchObject(ALWAYS);
      expect(JSON.parse(reply.body)).toEqual({
        success: false,
        error: "SEND_FAILED",
        message: expect.not.stringContaining("fault switch"),
      });
      const form = await site.send(formAsk());
      expect(form.headers).toMatchObject({ location: "./contact/thanks?error=SEND_FAILED" });
      expect(site.decisions().at(-1)).toMatchObject({ outcome: "failed", reason: "SEND_FAILED" });
    } finally {
      site.setFault("ses", "ok");
    }
  });

  it.each([
    ["JSON", jsonAsk(), jsonAsk({ company: "Planted Ltd" })],
    ["a form", formAsk(), formAsk({ hp_topic: "Planted Ltd" })],
  ])(
    "answers a bot in the honeypot as it answers a person, to the last header: %s",
    async (_, person, bot) => {
      const toPerson = await site.send(person);
      const toBot = await site.send(bot);
      expect(toBot).toEqual(toPerson);
      expect(site.decisions().slice(-2)).toMatchObject([
        { outcome: "sent", reason: "SENT" },
        { outcome: "refused", reason: "HONEYPOT" },
      ]);
    },
  );

  it.each([
    ["?sent=true", "Thank you", "Your message has been sent"],
    ["?x=1&sent=true", "Thank you", "Your message has been sent"],
    // Something on the way has lost the query: then nothing is known.
    ["", "Your message", "This page cannot tell whether a message was sent"],
    ["?sent=", "Your message", "This page cannot tell whether a message was sent"],
    ["?sent=false", "Your message", "This page cannot tell whether a message was sent"],
    ["?constructor=1", "Your message", "This page cannot tell whether a message was sent"],
    ["?error=", "Not sent", "Something went wrong on our side"],
    ["?sent=true&error=INVALID_EMAIL", "Not sent", "We cannot write to that e-mail address"],
    ["?error=INVALID_EMAIL", "Not sent", "We cannot write to that e-mail address"],
    ["?error=%3Cscript%3E", "Not sent", "Something went wrong on our side"],
    ["?error=constructor", "Not sent", "Something went wrong on our side"],
  ])("shows its own page at /contact/thanks%s", async (query, heading, text) => {
    const reply = await site.send({ method: "GET", path: `/contact/thanks${query}`, headers: {}, from: "" });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({ ...ALWAYS, "content-type": "text/html; charset=utf-8" });
    expect(reply.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(reply.body).toContain(`<h1>${heading}</h1>`);
    expect(reply.body).toContain(text);
    expect(reply.body.includes("has been sent")).toBe(heading === "Thank you");
    expect(reply.body).not.toContain("<script");
    expect(site.decisions().at(-1)).toMatchObject({ outcome: "answered", reason: "THANKS_PAGE" });
  });
});
