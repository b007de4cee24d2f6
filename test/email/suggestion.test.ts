import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { suggestAddress } from "../../src/email/suggestion.ts";

const suggested = (domain: string) => suggestAddress(`ada@${domain}`)?.replace(/^ada@/, "");

/** What people type, by what they mean. */
const TYPOS: Readonly<Record<string, string>> = {
  "gmail.com": `gmial.com gmai.com gamil.com gmal.com gmil.com gmaill.com gnail.com gmali.com gmaul.com gmqil.com
    gmail.con gmail.co gmail.cm gmail.om gmail.comm gmail.vom gmail.xom gmail.cpm gmail.ocm gmail.cmo GMIAL.COM`,
  "yahoo.com": "yaho.com yahooo.com yahho.com yhaoo.com yaoo.com yahoo.con yahoo.co yahoo.cm yahoo.comm",
  "hotmail.com": `hotmial.com hotmai.com hotmil.com hotmal.com hotmaill.com hotnail.com homail.com htomail.com
    hormail.com hotmail.con hotmail.co hotmail.cm`,
  "outlook.com": "outlok.com outloo.com oulook.com outllook.com outlool.com outlook.con outlook.co",
  "icloud.com": "iclod.com iclould.com icoud.com icluod.com icloud.con icloud.co",
  "protonmail.com": "protonmial.com protonmal.com prtonmail.com protonmail.con",
  "aol.com": "aol.con aol.co",
  "live.com": "live.con",
  "msn.com": "msn.con",
  "ymail.com": "ymail.con",
  "mail.com": "mail.con",
  "comcast.net": "comcast.ner concast.net",
  "sbcglobal.net": "sbcglobal.ner",
  "yahoo.co.uk": "yaho.co.uk yahoo.couk yahoo.com.uk",
  "t-online.de": "t-onlin.de tonline.de",
  "wanadoo.fr": "wanado.fr",
  "company.com": "company.con company.cmo",
  "company.net": "company.ner",
  "charity.org": "charity.ogr",
};

/** Domains that are somebody's, and that look like a provider's: an offer to change them is wrong. */
const REAL =
  `email.com mail.com mac.com list.ru inbox.lv libero.it gmx.at gmx.ch gmx.us gmx.eu yahoo.co.in live.nl
  acme.com line.com five.com life.com love.com olive.com mit.edu company.co company.om example.com bt.com
  cloud.com libera.it internet.com online.de rp-online.de ln-online.de op-online.de web.dev
  omantel.om email.it mail.ee fastmail.fm fastmail.us yandex.kz yandex.ua t-online.hu yahoo.co.kr hotmail.com.ar
  orange.es orange.com comcast.com verizon.com proton.ch laposte.net mail.gmail.com man.com aon.com`.split(
    /\s+/,
  );

describe("suggestAddress", () => {
  const typos = Object.entries(TYPOS).flatMap(([meant, typed]) =>
    typed.split(/\s+/).map((each) => [each, meant] as const),
  );
  it.each(typos)("offers for %s: %s", (typed, meant) => {
    expect(suggested(typed)).toBe(meant);
  });

  it.each(REAL)("leaves %s alone", (domain) => {
    expect(suggested(domain)).toBeUndefined();
  });

  it.each(Object.entries({ LARGE_PROVIDERS, RELAYS, DOCUMENTATION_DOMAINS }))(
    "leaves all of %s alone",
    (_, all) => {
      expect(all.size).toBeGreaterThan(2);
      expect([...all].filter((domain) => suggested(domain) !== undefined)).toEqual([]);
    },
  );

  it("leaves alone what a list of common providers has", () => {
    const common = JSON.parse(readFileSync("node_modules/email-providers/common.json", "utf8")) as string[];
    expect(common.length).toBeGreaterThan(300);
    expect(common.filter((domain) => suggested(domain) !== undefined)).toEqual([]);
  });

  it("keeps the local part as it was written", () => {
    expect(suggestAddress("Ada.Lovelace+x@GMIAL.com")).toBe("Ada.Lovelace+x@gmail.com");
    expect(suggestAddress("jörg@gmial.com")).toBe("jörg@gmail.com");
  });

  it.each([
    "",
    "@",
    "ada",
    "ada@",
    "@gmial.com",
    "gmial.com",
    "ada@gmail",
    "ada@.com",
    "ada@con",
    "ada@.con",
    "ada@a.",
  ])("offers nothing for %j", (text) => {
    expect(suggestAddress(text)).toBeUndefined();
  });

  const near = fc
    .tuple(
      fc.constantFrom("gmail.com", "yahoo.co.uk", "t-online.de", "protonmail.com", "web.de", "a.con", "b.om"),
      fc.nat(14),
      fc.nat(2),
      fc.string({ unit: fc.constantFrom(..."abmoz.-"), maxLength: 3 }),
    )
    .map(([domain, from, dropped, added]) => domain.slice(0, from) + added + domain.slice(from + dropped));

  it("has nothing to suggest about what it suggested", () => {
    fc.assert(
      fc.property(fc.oneof(near, fc.domain(), fc.string()), (domain) => {
        const once = suggestAddress(`ada@${domain}`);
        fc.pre(once !== undefined);
        expect(suggestAddress(once ?? "")).toBeUndefined();
      }),
    );
  });

  it("never throws, and changes nothing but the domain", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          near.map((domain) => `a@b@${domain}`),
        ),
        (text) => {
          const offered = suggestAddress(text);
          if (offered === undefined) return;
          const at = text.lastIndexOf("@");
          expect(offered.slice(0, at + 1)).toBe(text.slice(0, at + 1));
          expect(offered.slice(at + 1)).toMatch(/^[^@]+\.[a-z.]+$/);
        },
      ),
    );
  });

  it.each(["a.con", ".con", "gmail.con", "@gmial.com", "\u0301.com"])(
    "takes 64 KB before %j for no domain",
    (end) => {
      for (const filler of ["a", ".", "gmail.", "\u0301"]) {
        const text = `ada@${filler.repeat(Math.ceil(65_536 / filler.length))}${end}`;
        const domain = text.slice(text.lastIndexOf("@") + 1);
        expect(suggestAddress(text) === undefined, end).toBe(domain.length > 30);
      }
    },
  );
});
