import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailValidator } from "../../src/email/email-validator.ts";
import { LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { emailLists } from "../../src/email/lists.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { anyText } from "./support/addresses.ts";
import { at } from "./support/asking.ts";
import {
  API_DISPOSABLE,
  API_RISKY,
  cacheOn,
  FOUND,
  failure,
  lookup,
  NULL_MX,
  validate,
} from "./support/validating.ts";

describe("with the lists of this package", () => {
  const suspicious = { lists: emailLists(), api: lookup(API_DISPOSABLE) };

  it("no large provider and no relay is ever disposable, whoever says so", async () => {
    const validator = emailValidator(suspicious);
    expect(LARGE_PROVIDERS.size).toBeGreaterThan(150);
    expect(RELAYS.size).toBeGreaterThan(20);
    for (const domain of [...LARGE_PROVIDERS, ...RELAYS]) {
      for (const text of [`ada@${domain}`, `ada+x@${domain.toUpperCase()}`, `info@${domain}`]) {
        const verdict = await validator.validate(text, at());
        expect(verdict, text).toMatchObject({ status: "unknown", disposable: false });
      }
    }
  });

  it.each([
    "ada@mailinator.com",
    "ada@x.mailinator.com",
    "ada@ｍａｉｌｉｎａｔｏｒ.com",
    "ada@guerrillamail.com",
    "ada@yopmail.com",
  ])("%s is disposable", async (text) => {
    expect(await validate({ lists: emailLists() }, text)).toMatchObject({
      status: "risky",
      reason: "DISPOSABLE_DOMAIN",
      disposable: true,
    });
  });
});

describe("any text", () => {
  const STATUSES = ["deliverable", "undeliverable", "risky", "unknown"];

  it("has a verdict, and nothing is thrown", async () => {
    const answers = [FOUND, NULL_MX, API_RISKY, API_DISPOSABLE, failure("dns")];
    const validator = emailValidator({
      lists: emailLists(),
      dns: {
        find: async ({ ascii }) => lookup(answers[ascii.length % 5] ?? FOUND).find({ ascii } as never, at()),
      },
      cache: cacheOn(),
    });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const verdict = await validator.validate(text, at());
        expect(STATUSES).toContain(verdict.status);
        expect(verdict.steps[0]?.step).toBe("syntax");
        expect(verdict.canonical === undefined).toBe(verdict.reason === "INVALID_SYNTAX");
      }),
      { numRuns: 500 },
    );
  });

  const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
    "a long local part": (n) => `${"a".repeat(n)}@`,
    "a long local part and a domain": (n) => `${"a".repeat(n)}@site.example`,
    "many @": (n) => "@".repeat(n),
    "many a@": (n) => "a@".repeat(n / 2),
    "many dots": (n) => `a@${".".repeat(n)}`,
    "many labels": (n) => `a@${"a.".repeat(n / 2)}com`,
    "dots in the local part": (n) => `${"a.".repeat(n / 2)}a@site.example`,
    "a long tag": (n) => `a+${"b".repeat(n)}@site.example`,
    "many tags": (n) => `a${"+b".repeat(n / 2)}@gmail.com`,
    "combining characters": (n) => `a${"\u0301".repeat(n)}@site.example`,
    "combining characters in the domain": (n) => `a@a${"\u0301".repeat(n)}.example`,
    "white space": (n) => `a${" ".repeat(n)}@site.example`,
    "white space around": (n) => " ".repeat(n),
    "an encoded word": (n) => `=?${"a".repeat(n)}@site.example`,
    "full-width letters": (n) => `a@${"ａ".repeat(n)}.com`,
    hyphens: (n) => `a@${"-".repeat(n)}.com`,
    "percent signs": (n) => `a@${"%41".repeat(n / 3)}.com`,
  };

  /** Generous, because a machine may be busy: what is quadratic takes 64 times as long. */
  it.each(Object.entries(HOSTILE))("takes time in proportion to its length: %s", async (_, text) => {
    const validator = emailValidator({ lists: emailLists(), dns: lookup(FOUND) });
    const quickest = async (length: number) => {
      const hostile = text(length);
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 7; round += 1) {
        const startedMs = performance.now();
        for (let i = 0; i < 20; i += 1) await validator.validate(hostile, at());
        best = Math.min(best, performance.now() - startedMs);
      }
      return best;
    };
    await quickest(8_192);
    const [short, long] = [await quickest(8_192), await quickest(65_536)];
    expect(long).toBeLessThan(32 * short + 5);
  });
});
