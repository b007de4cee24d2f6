import { describe, expect, it } from "vitest";
import { refusalFor } from "../../src/email/email-check.ts";
import { type EmailValidatorOptions, emailValidator } from "../../src/email/email-validator.ts";
import type { EmailLookup } from "../../src/email/lookup.ts";
import type { Finding } from "../../src/email/verdict.ts";
import type { AnswerStore } from "../../src/stores/answer-store.ts";
import { at } from "./support/asking.ts";
import {
  API_BAD,
  API_DISPOSABLE,
  API_GOOD,
  API_RISKY,
  API_SILENT,
  cacheOn,
  FOUND,
  failure,
  finding,
  IMPLICIT,
  LISTS,
  lookup,
  NO_SERVER,
  NULL_MX,
  stepsOf,
  THROWAWAY,
  TRUSTED,
  validate,
} from "./support/validating.ts";

describe("without any step but syntax", () => {
  it.each([
    "",
    "ada",
    "ada@",
    "ada@localhost",
    "a@b@site.example",
    '"a b"@site.example',
    "ada@[203.0.113.1]",
  ])("%j is no address", async (text) => {
    expect(await validate({}, text)).toEqual({
      status: "undeliverable",
      reason: "INVALID_SYNTAX",
      source: "syntax",
      disposable: false,
      relay: false,
      role: false,
      free: false,
      steps: [{ step: "syntax", tookMs: 0 }],
    });
  });

  it("an address is one, and nobody knows more", async () => {
    expect(await validate({}, " Ada+x@Site.Example ")).toEqual({
      status: "unknown",
      reason: "NOTHING_AGAINST",
      source: "syntax",
      disposable: false,
      relay: false,
      role: false,
      free: false,
      address: "Ada+x@site.example",
      canonical: "ada@site.example",
      steps: [{ step: "syntax", tookMs: 0 }],
    });
  });

  it.each([
    ["ada@site.example ", "ada@site.example"],
    ["\u00a0ada@site.example\u00a0", "ada@site.example"],
    ["\u200bada@site.example\u200b\u2060", "ada@site.example"],
    ["\u202aada@site.example\u202c", "ada@site.example"],
    ["ada@si\u00adte.example", "ada@site.example"],
    ["Ada.L+x@Site.EXAMPLE", "Ada.L+x@site.example"],
    ["ada@ｓｉｔｅ.example", "ada@site.example"],
    ["ada@münchen。de", "ada@xn--mnchen-3ya.de"],
    ["jörg@münchen.de", "jörg@xn--mnchen-3ya.de"],
    ["a..b@DoCoMo.ne.jp", "a..b@docomo.ne.jp"],
    ["ada@ｔｒａｓｈ.example", "ada@trash.example"],
  ])("of %j the address to keep is %s", async (text, address) => {
    expect(await validate({ lists: LISTS }, text)).toHaveProperty("address", address);
  });

  it("what SES cannot carry is not sendable, and nobody is asked", async () => {
    const [dns, api] = [lookup(FOUND), lookup(API_GOOD)];
    const verdict = await validate({ dns, api, cache: cacheOn() }, "jörg@site.example");
    expect(verdict).toMatchObject({ status: "undeliverable", reason: "NOT_SENDABLE", source: "syntax" });
    expect([...dns.asked, ...api.asked]).toEqual([]);
  });

  it.each([
    ["info+web@site.example", { role: true, free: false }],
    ["ada@gmail.com", { role: false, free: true }],
    ["ada@GoogleMail.com", { role: false, free: true, canonical: "ada@gmail.com" }],
    ["ada@gmial.com", { free: false, suggestion: "ada@gmail.com" }],
    ["Ada@GMIAL.com", { suggestion: "Ada@gmail.com" }],
  ])("says of %s what stands in it", async (text, expected) => {
    expect(await validate({}, text)).toMatchObject({ status: "unknown", ...expected });
  });

  it.each(["ada@gmail.com", "ada@ＧＭＡＩＬ.com"])("suggests nothing for %s", async (text) => {
    expect(await validate({}, text)).not.toHaveProperty("suggestion");
  });
});

describe("with lists", () => {
  const disposable = { status: "risky", reason: "DISPOSABLE_DOMAIN", source: "list", disposable: true };

  it.each([
    ["ada@trash.example", { ...disposable, relay: false }],
    ["ada@x.y.trash.example", disposable],
    ["ada@TRASH.example", disposable],
    ["jörg@trash.example", disposable],
    ["ada@nottrash.example", { status: "unknown", reason: "NOTHING_AGAINST", disposable: false }],
    ["ada@trash.example.org", { status: "unknown", disposable: false }],
    ["ada@relay.example", { status: "unknown", relay: true, disposable: false }],
    ["ada@name.relay.example", { status: "unknown", relay: true, disposable: false }],
    ["ada@both.example", { status: "unknown", relay: true, disposable: false }],
  ])("%s", async (text, expected) => {
    const verdict = await validate({ lists: LISTS }, text);
    expect(verdict).toMatchObject(expected);
    expect(stepsOf(verdict)).toEqual(["syntax", "list"]);
  });

  it.each([
    [
      "ada@relay.example",
      { status: "risky", reason: "RELAY_DOMAIN", source: "list", relay: true, disposable: false },
    ],
    ["ada@site.example", { status: "unknown", reason: "NOTHING_AGAINST" }],
  ])("where relays are refused: %s", async (text, expected) => {
    expect(await validate({ lists: LISTS, refuseRelays: true }, text)).toMatchObject(expected);
  });

  it.each(["ada@trash.example", "ada", "jörg@site.example"])("nobody is asked about %s", async (text) => {
    const [dns, api] = [lookup(FOUND), lookup(API_GOOD)];
    const asked: string[] = [];
    const store: AnswerStore = {
      find: async (key) => void asked.push(key),
      keep: async (key) => void asked.push(key),
    };
    await validate({ lists: LISTS, dns, api, cache: cacheOn(store) }, text);
    expect([...dns.asked, ...api.asked, ...asked]).toEqual([]);
  });
});

describe("with lookups", () => {
  const of = (found: Finding, source: string) => ({ ...found, source });
  const NOTHING = { status: "unknown", reason: "NOTHING_AGAINST", source: "syntax", disposable: false };
  const DOWN = failure("dns", "SERVFAIL");

  it.each<[string, EmailValidatorOptions, object, string[]]>([
    ["DNS alone: good", { dns: lookup(FOUND) }, of(FOUND, "dns"), ["dns"]],
    ["DNS alone: implicit", { dns: lookup(IMPLICIT) }, of(IMPLICIT, "dns"), ["dns"]],
    ["DNS alone: null MX", { dns: lookup(NULL_MX) }, of(NULL_MX, "dns"), ["dns"]],
    ["DNS alone: nothing there", { dns: lookup(NO_SERVER) }, of(NO_SERVER, "dns"), ["dns"]],
    ["DNS alone: down", { dns: lookup(DOWN) }, NOTHING, ["dns"]],
    ["API alone: good", { api: lookup(API_GOOD) }, of(API_GOOD, "api"), ["api"]],
    ["API alone: bad", { api: lookup(API_BAD) }, of(API_BAD, "api"), ["api"]],
    ["API alone: risky", { api: lookup(API_RISKY) }, of(API_RISKY, "api"), ["api"]],
    ["API alone: disposable", { api: lookup(API_DISPOSABLE) }, of(API_DISPOSABLE, "api"), ["api"]],
    ["API alone: down", { api: lookup(DOWN) }, NOTHING, ["api"]],
    ["both good", { dns: lookup(FOUND), api: lookup(API_GOOD) }, of(API_GOOD, "api"), ["dns", "api"]],
    ["DNS good, API bad", { dns: lookup(FOUND), api: lookup(API_BAD) }, of(API_BAD, "api"), ["dns", "api"]],
    [
      "DNS good, API risky",
      { dns: lookup(FOUND), api: lookup(API_RISKY) },
      of(API_RISKY, "api"),
      ["dns", "api"],
    ],
    [
      "DNS bad: no money is spent",
      { dns: lookup(NULL_MX), api: lookup(API_GOOD) },
      of(NULL_MX, "dns"),
      ["dns"],
    ],
    [
      "DNS knows the throw-away service: no money is spent, and the API cannot take it back",
      { dns: lookup(THROWAWAY), api: lookup(API_GOOD) },
      of(THROWAWAY, "dns"),
      ["dns"],
    ],
    ["DNS good, API down", { dns: lookup(FOUND), api: lookup(DOWN) }, of(FOUND, "dns"), ["dns", "api"]],
    ["DNS down, API good", { dns: lookup(DOWN), api: lookup(API_GOOD) }, of(API_GOOD, "api"), ["dns", "api"]],
    ["DNS down, API bad", { dns: lookup(DOWN), api: lookup(API_BAD) }, of(API_BAD, "api"), ["dns", "api"]],
    ["API alone: no opinion", { api: lookup(API_SILENT) }, NOTHING, ["api"]],
    [
      "DNS good, API has no opinion",
      { dns: lookup(FOUND), api: lookup(API_SILENT) },
      of(FOUND, "dns"),
      ["dns", "api"],
    ],
    ["both down", { dns: lookup(DOWN), api: lookup(DOWN) }, NOTHING, ["dns", "api"]],
  ])("%s", async (_, options, expected, steps) => {
    const verdict = await validate(options);
    expect(verdict).toMatchObject(expected);
    expect(stepsOf(verdict)).toEqual(["syntax", ...steps]);
  });

  it("asks each once, with what goes over a wire", async () => {
    const [dns, api] = [lookup(FOUND), lookup(API_GOOD)];
    await validate({ dns, api }, "Ada@MÜNCHEN.de");
    expect([dns.asked, api.asked]).toEqual([["Ada@xn--mnchen-3ya.de"], ["Ada@xn--mnchen-3ya.de"]]);
  });

  it.each(TRUSTED)("does not believe that %s is disposable", async (text) => {
    for (const answer of [API_DISPOSABLE, finding("deliverable", "REMOTE_VERDICT", true)]) {
      const options = { lists: LISTS, dns: lookup(FOUND), api: lookup(answer) };
      expect(await validate(options, text)).toMatchObject({ status: "deliverable", disposable: false });
      expect(await validate({ lists: LISTS, api: lookup(answer) }, text)).toMatchObject(NOTHING);
    }
    const atThrowawayHost = await validate({ lists: LISTS, dns: lookup(THROWAWAY) }, text);
    expect(atThrowawayHost).toMatchObject({ disposable: false });
    expect(refusalFor(atThrowawayHost)).toBeUndefined();
  });

  it("does not ask the DNS about a large provider: a resolver that errs would refuse half of all people", async () => {
    const dns = lookup(finding("undeliverable", "NO_MAIL_SERVER"));
    const known = { status: "deliverable", reason: "LARGE_PROVIDER", source: "list" };
    expect(await validate({ dns }, "ada@gmail.com")).toMatchObject(known);
    expect(dns.asked).toEqual([]);
  });

  it.each(["ada@relay.example", "ada@name.relay.example"])(
    "does not ask the DNS about the relay of %s either",
    async (text) => {
      const [dns, api] = [lookup(NO_SERVER), lookup(API_GOOD)];
      const known = { status: "deliverable", reason: "KNOWN_RELAY", source: "list", relay: true };
      const verdict = await validate({ lists: LISTS, dns }, text);
      expect(verdict).toMatchObject(known);
      expect(refusalFor(verdict)).toBeUndefined();
      expect(dns.asked).toEqual([]);
      expect(await validate({ lists: LISTS, dns, api }, text)).toMatchObject({ ...API_GOOD, source: "api" });
    },
  );

  it("still believes that a mailbox at a large provider is not there", async () => {
    for (const answer of [API_BAD, finding("undeliverable", "REMOTE_VERDICT", true)])
      expect(await validate({ api: lookup(answer) }, "nobody@gmail.com")).toMatchObject({
        status: "undeliverable",
        disposable: false,
      });
  });

  it("says which step failed and with which code, and quotes no message: it may hold the address", async () => {
    const options = { dns: lookup(failure("dns", "SERVFAIL")), api: lookup(failure("email-api")) };
    const { steps } = await validate(options);
    expect(steps).toEqual([
      { step: "syntax", tookMs: 0 },
      { step: "dns", tookMs: 0, failed: "dns is unavailable: SERVFAIL" },
      { step: "api", tookMs: 0, failed: "email-api is unavailable" },
    ]);
  });

  it("tells how long each step took, by the clock that it is given", async () => {
    let elapsed = 0;
    const ticking = { ...at(), elapsedMs: () => elapsed };
    const slow = (ms: number): EmailLookup => ({
      find: async () => {
        elapsed += ms;
        return FOUND;
      },
    });
    const { steps } = await emailValidator({ dns: slow(7), api: slow(11) }).validate(
      "ada@site.example",
      ticking,
    );
    expect(steps.map(({ step, tookMs }) => [step, tookMs])).toEqual([
      ["syntax", 0],
      ["dns", 7],
      ["api", 11],
    ]);
  });

  it.each(["dns", "api", "cache"] as const)("a bug in %s is a bug, and no outage", async (step) => {
    const bug = new TypeError("a bug");
    const broken = lookup(bug);
    const cache = { find: broken.find, keep: async () => {} };
    await expect(validate(step === "cache" ? { cache } : { [step]: broken })).rejects.toBe(bug);
  });
});
