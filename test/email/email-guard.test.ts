import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EmailRefusal } from "../../src/email/email-check.ts";
import { type EmailGuardOptions, emailGuard } from "../../src/email/email-guard.ts";
import { type EmailValidatorOptions, emailValidator } from "../../src/email/email-validator.ts";
import { json } from "../../src/http/message.ts";
import { anyText } from "./support/addresses.ts";
import { at } from "./support/asking.ts";
import { API_BAD, API_DISPOSABLE, FOUND, failure, LISTS, lookup } from "./support/validating.ts";

const guardOf = (options: EmailValidatorOptions = {}, more: Partial<EmailGuardOptions> = {}) => {
  const validator = emailValidator({ lists: LISTS, ...options });
  return emailGuard({ validator: () => validator, ...more });
};
const judge = (email: unknown, options?: EmailValidatorOptions) => guardOf(options).judge({ email }, at());

const refusal = (error: string) => ({
  ok: false,
  response: { status: 422, body: JSON.stringify({ error }) },
});
const INVALID = refusal("Valid email required");
const DISPOSABLE = refusal("Disposable emails not accepted");
const UNDELIVERABLE = refusal("That email isn't deliverable");

const NO_ADDRESSES: readonly unknown[] = [
  ...[undefined, null, 5, true, Symbol("ada@site.example"), () => "ada@site.example"],
  ...[["ada@site.example"], { email: "ada@site.example" }, new String("ada@site.example")],
  ...["", " ", "\t\n", "ada", "@", "ada@", "@site.example", "ada@@site.example", "ada@localhost"],
  ...["ada@site.example\r\nBcc: eve@evil.example", "ada@site.example\n", "ada\u0000@site.example"],
  ...["ada@site.example,eve@evil.example", '"ada"@site.example', "ada@[127.0.0.1]", "пётр@site.example"],
  ...["a".repeat(65_536), `${"a".repeat(65_536)}@site.example`, `ada@${"a.".repeat(32_768)}example`],
];

describe("emailGuard", () => {
  it("lets an address pass, with the verdict", async () => {
    const guarded = await judge("Ada+x@site.example", { dns: lookup(FOUND) });
    expect(guarded).toMatchObject({
      ok: true,
      headers: {},
      value: {
        address: { ascii: "Ada+x@site.example" },
        verdict: { ...FOUND, source: "dns", canonical: expect.any(String) },
      },
      conclusion: { gate: "email", outcome: "answered", reason: "PASSED" },
    });
    expect(guarded.conclusion.trail.map(({ check }) => check)).toEqual([
      "address",
      "wanted-email",
      "reachable-email",
    ]);
  });

  it.each(NO_ADDRESSES.map((email, row) => [row, email]))("no address (%i): 422", async (_, email) => {
    const dns = lookup(FOUND);
    const guarded = await judge(email, { dns });
    expect(guarded).toMatchObject(INVALID);
    expect(guarded).toMatchObject({ conclusion: { outcome: "refused", reason: "INVALID_EMAIL" } });
    expect(dns.asked).toEqual([]);
  });

  it("a throw-away address: 422, and nobody is asked about it", async () => {
    const api = lookup(FOUND);
    expect(await judge("ada@trash.example", { api })).toMatchObject(DISPOSABLE);
    expect(api.asked).toEqual([]);
    expect(await judge("ada@site.example", { api: lookup(API_DISPOSABLE) })).toMatchObject(DISPOSABLE);
  });

  it("an address that takes no mail: 422", async () => {
    expect(await judge("ada@site.example", { api: lookup(API_BAD) })).toMatchObject(UNDELIVERABLE);
  });

  it("an alias passes, unless the owner wants none", async () => {
    expect(await judge("ada@relay.example")).toMatchObject({ ok: true, value: { verdict: { relay: true } } });
    expect(await judge("ada@relay.example", { refuseRelays: true })).toMatchObject(DISPOSABLE);
  });

  it("fails open, and says so, when nobody can be asked", async () => {
    const guarded = await judge("ada@site.example", {
      dns: lookup(failure("dns")),
      api: lookup(failure("api")),
    });
    expect(guarded).toMatchObject({ ok: true, value: { verdict: { status: "unknown" } } });
    expect(guarded.conclusion.trail.at(-1)?.degraded).toMatch(/dns, api$/);
    expect(JSON.stringify(guarded.conclusion)).not.toContain("ada@");
  });

  it("a validator that cannot be loaded is our fault, and the address is not let in", async () => {
    const validator = async () => {
      throw new Error("planted: no such file");
    };
    const guarded = await emailGuard({ validator }).judge({ email: "ada@site.example" }, at());
    expect(guarded).toMatchObject({
      ok: false,
      response: { status: 500 },
      conclusion: { outcome: "failed" },
    });
    expect(JSON.stringify(guarded.ok || guarded.response)).not.toContain("planted");
  });

  it("answers as it is told to", async () => {
    const answer = (reason: EmailRefusal) => json(400, { reason });
    const guard = guardOf({ dns: lookup(API_BAD) }, { answer });
    const answered = async (email: unknown) => {
      const guarded = await guard.judge({ email }, at());
      return guarded.ok || guarded.response.body;
    };
    expect(await Promise.all([5, "ada@trash.example", "ada@site.example"].map(answered))).toEqual([
      '{"reason":"INVALID_EMAIL"}',
      '{"reason":"DISPOSABLE_EMAIL"}',
      '{"reason":"UNDELIVERABLE_EMAIL"}',
    ]);
  });

  it("never throws, whatever stands in the field; only text passes, as one plain address, and no header", async () => {
    const guard = guardOf();
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, fc.anything()), async (email) => {
        const guarded = await guard.judge({ email }, at());
        if (!guarded.ok) {
          expect(guarded.response.status).toBe(422);
          return;
        }
        expect(email).toBeTypeOf("string");
        expect(guarded.value.address.ascii).toMatch(/^[\x21-\x7e]+@[\x21-\x7e]+$/);
        expect(guarded.headers).toEqual({});
      }),
      { numRuns: 1_000 },
    );
  });
});
