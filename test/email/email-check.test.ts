import { describe, expect, it } from "vitest";
import type { EmailAddress } from "../../src/email/address.ts";
import { listedDomains } from "../../src/email/domain-set.ts";
import { reachableEmail, refusalFor, wantedEmail } from "../../src/email/email-check.ts";
import { type EmailValidatorOptions, emailValidator } from "../../src/email/email-validator.ts";
import type { EmailLookup } from "../../src/email/lookup.ts";
import { ownOpinion } from "../../src/email/own-domains.ts";
import type { EmailVerdict, Finding } from "../../src/email/verdict.ts";
import { gate } from "../../src/gate/gate.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import { parsed } from "./support/addresses.ts";
import { at } from "./support/asking.ts";

const LISTS = {
  disposable: listedDomains(["trash.example"]),
  relays: listedDomains(["relay.example"]),
  own: ownOpinion({}),
};

const says = (status: Finding["status"], reason: Finding["reason"], disposable = false): EmailLookup => ({
  find: async () => ({ status, reason, disposable }),
});
const down: EmailLookup = {
  find: async () => {
    throw new Unavailable("dns", new Error("queryMx ESERVFAIL site.example"));
  },
};

/** Both checks, as gates put them together. */
function judged(options: EmailValidatorOptions, text = "ada@site.example") {
  const validator = emailValidator(options);
  return gate<{ readonly address: EmailAddress }>("test")
    .check(wantedEmail(() => validator))
    .check(reachableEmail(async () => validator))
    .decide({ address: parsed(text) }, at());
}

describe("refusalFor", () => {
  const verdict: EmailVerdict = {
    status: "unknown",
    reason: "NOTHING_AGAINST",
    source: "syntax",
    disposable: false,
    relay: false,
    role: false,
    free: false,
    steps: [],
  };

  it.each<[Partial<EmailVerdict>, string | undefined]>([
    [{ status: "undeliverable", reason: "INVALID_SYNTAX" }, "INVALID_EMAIL"],
    [{ status: "undeliverable", reason: "NOT_SENDABLE" }, "INVALID_EMAIL"],
    [{ status: "undeliverable", reason: "NULL_MX", source: "dns" }, "UNDELIVERABLE_EMAIL"],
    [{ status: "undeliverable", reason: "NO_MAIL_SERVER", source: "cache" }, "UNDELIVERABLE_EMAIL"],
    [{ status: "undeliverable", reason: "REMOTE_VERDICT", source: "api" }, "UNDELIVERABLE_EMAIL"],
    [{ status: "undeliverable", reason: "REMOTE_VERDICT", disposable: true }, "UNDELIVERABLE_EMAIL"],
    [{ status: "risky", reason: "DISPOSABLE_DOMAIN", source: "list", disposable: true }, "DISPOSABLE_EMAIL"],
    [{ status: "risky", reason: "REMOTE_VERDICT", source: "api", disposable: true }, "DISPOSABLE_EMAIL"],
    [{ status: "risky", reason: "RELAY_DOMAIN", relay: true }, "DISPOSABLE_EMAIL"],
    [{ status: "risky", reason: "REMOTE_VERDICT", source: "api" }, undefined],
    [{ status: "deliverable", reason: "MAIL_SERVER_FOUND" }, undefined],
    [{ status: "deliverable", reason: "IMPLICIT_MX", role: true, free: true, relay: true }, undefined],
    [{ status: "unknown" }, undefined],
    [{ status: "unknown", relay: true, role: true, suggestion: "ada@gmail.com" }, undefined],
  ])("%j: %s", (difference, refusal) => {
    expect(refusalFor({ ...verdict, ...difference })).toBe(refusal);
  });
});

describe("the checks", () => {
  const LIST = { status: "risky", because: "DISPOSABLE_DOMAIN", source: "list" };

  it.each<[string, EmailValidatorOptions, string, string | undefined, object | undefined]>([
    ["a throw-away domain", { lists: LISTS }, "ada@trash.example", "DISPOSABLE_EMAIL", LIST],
    ["a domain below one", { lists: LISTS }, "jörg@x.trash.example", "DISPOSABLE_EMAIL", LIST],
    ["no lists, no refusal", {}, "ada@trash.example", undefined, undefined],
    ["a relay", { lists: LISTS }, "ada@relay.example", undefined, undefined],
    [
      "a relay where none is wanted",
      { lists: LISTS, refuseRelays: true },
      "ada@relay.example",
      "DISPOSABLE_EMAIL",
      { status: "risky", because: "RELAY_DOMAIN", source: "list" },
    ],
    [
      "a domain that takes no mail",
      { lists: LISTS, dns: says("undeliverable", "NULL_MX") },
      "ada@site.example",
      "UNDELIVERABLE_EMAIL",
      { status: "undeliverable", because: "NULL_MX", source: "dns" },
    ],
    [
      "a relay's domain, about which the DNS is not asked",
      { lists: LISTS, dns: says("undeliverable", "NULL_MX") },
      "ada@relay.example",
      undefined,
      undefined,
    ],
    [
      "what the API calls disposable",
      { api: says("risky", "REMOTE_VERDICT", true) },
      "ada@site.example",
      "DISPOSABLE_EMAIL",
      { status: "risky", because: "REMOTE_VERDICT", source: "api" },
    ],
    [
      "what is merely risky",
      { api: says("risky", "REMOTE_VERDICT") },
      "ada@site.example",
      undefined,
      undefined,
    ],
    [
      "what SES cannot carry",
      { dns: says("undeliverable", "NULL_MX") },
      "jörg@site.example",
      undefined,
      undefined,
    ],
    ["what nobody can tell", { dns: down }, "ada@site.example", undefined, undefined],
  ])("%s", async (_, options, text, reason, notes) => {
    const decision = await judged(options, text);
    expect(decision.ok ? undefined : decision.reason).toBe(reason);
    if (!decision.ok) expect(decision.notes).toEqual(notes);
  });

  it("hand the verdict on", async () => {
    const decision = await judged({ dns: says("deliverable", "MAIL_SERVER_FOUND") });
    expect(decision).toMatchObject({
      ok: true,
      passed: { verdict: { status: "deliverable", source: "dns", canonical: "ada@site.example" } },
    });
  });

  it("say what was passed over, and which step; the domain stands nowhere", async () => {
    const { trail } = await judged({ lists: LISTS, dns: down, api: down });
    expect(trail.at(-1)).toMatchObject({
      check: "reachable-email",
      verdict: "passed",
      degraded: "passed over, because it could not be asked: dns, api",
      notes: { status: "unknown", because: "NOTHING_AGAINST", source: "syntax" },
    });
    expect(JSON.stringify(trail)).not.toContain("site.example");
  });

  it("say so of a refusal too", async () => {
    const { trail } = await judged({ dns: down, api: says("undeliverable", "REMOTE_VERDICT") });
    expect(trail.at(-1)).toMatchObject({
      verdict: "refused",
      degraded: "passed over, because it could not be asked: dns",
    });
  });

  it("say nothing of the kind when all went well", async () => {
    const { trail } = await judged({ lists: LISTS, dns: says("deliverable", "IMPLICIT_MX") });
    for (const step of trail) expect(step).not.toHaveProperty("degraded");
  });

  it("a throw-away address is refused before anybody is asked", async () => {
    let asked = 0;
    const counting: EmailLookup = {
      find: () => {
        asked += 1;
        return says("deliverable", "IMPLICIT_MX").find({} as never, at());
      },
    };
    const decision = await judged({ lists: LISTS, dns: counting }, "ada@trash.example");
    expect(decision).toMatchObject({ ok: false, refusedBy: "wanted-email" });
    expect(asked).toBe(0);
  });

  it("a bug of a lookup breaks the gate, and is no outage", async () => {
    const broken: EmailLookup = {
      find: async () => {
        throw new TypeError("a bug");
      },
    };
    await expect(judged({ dns: broken })).rejects.toMatchObject({
      name: "GateBroke",
      cause: { name: "TypeError" },
    });
  });
});
