import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { assetOf } from "../../scripts/lists/asset.ts";
import { type DomainSet, domainHash, hashedDomains, listedDomains } from "../../src/email/domain-set.ts";

const NAMES = new Set(["mailinator.com", "x.co.uk", "xn--mnchen-3ya.de"]);

describe.each<[string, (names: ReadonlySet<string>) => DomainSet]>([
  ["listedDomains", listedDomains],
  ["hashedDomains", (names) => hashedDomains(assetOf(names))],
])("%s", (_, setOf) => {
  const set = setOf(NAMES);

  it.each([...NAMES, "a.mailinator.com", "a.b.c.mailinator.com", "www.x.co.uk", "post.xn--mnchen-3ya.de"])(
    "holds %s",
    (domain) => expect(set.holds(domain)).toBe(true),
  );

  it.each([
    "com",
    "co.uk",
    "notmailinator.com",
    "mailinator.com.au",
    "mailinator.co",
    "mailinator",
    "xx.co.uk",
  ])("does not hold %s", (domain) => expect(set.holds(domain)).toBe(false));

  it.each(["", ".", "..", ".com", "mailinator.com.", "MAILINATOR.COM", "mailinator.com\n", "münchen.de"])(
    "does not hold %j, which is no domain in lower-case ASCII",
    (text) => expect(set.holds(text)).toBe(false),
  );

  it("agrees with a plain set, for whatever names and questions", () => {
    const domain = fc.domain();
    fc.assert(
      fc.property(fc.uniqueArray(domain, { maxLength: 40 }), domain, (names, other) => {
        const held = setOf(new Set(names));
        for (const name of names) {
          expect(held.holds(name)).toBe(true);
          expect(held.holds(`sub.${name}`)).toBe(true);
        }
        expect(held.holds(other)).toBe(names.some((name) => other === name || other.endsWith(`.${name}`)));
      }),
    );
  });

  it("answers for any text, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(set.holds(text)).toBe(false);
      }),
    );
  });

  it("holds nothing that is too long to be a domain, and nothing when it is empty", () => {
    const longest = `${"a.".repeat(119)}mailinator.com`;
    expect(longest).toHaveLength(252);
    expect(set.holds(longest)).toBe(true);
    expect(set.holds(`aa${longest}`)).toBe(false);
    expect(setOf(new Set()).holds("mailinator.com")).toBe(false);
  });

  it.each([
    ["dots", ".".repeat(65_536)],
    ["labels", `${"a.".repeat(32_000)}mailinator.com`],
    ["one label", "a".repeat(65_536)],
  ])("is not slowed down by 64 KB of %s", (_, text) => {
    // Were a string made of each parent, every question would take seconds, and this test too long.
    const answers = Array.from({ length: 5 }, () => set.holds(text));
    expect(answers).not.toContain(true);
  });
});

test.each(["Mailinator.com", "münchen.de", "a b.com", ".com", "", "x@y.com"])(
  "a list with %j is misuse: it would never be found",
  (name) => expect(() => listedDomains([name])).toThrow(RangeError),
);

describe("a file of hashed domains", () => {
  const names = new Set(Array.from({ length: 2_000 }, (_, at) => `name${at}.example`));
  const whole = assetOf(names);
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole);
    change(bytes);
    return bytes;
  };

  it("is read wherever it lies in memory", () => {
    const shifted = Buffer.concat([Buffer.from("x"), whole]).subarray(1);
    expect(hashedDomains(shifted).holds("name1999.example")).toBe(true);
  });

  it.each([
    ["empty", new Uint8Array(), /no file of hashed domains/],
    ["something else", Buffer.from("<!DOCTYPE html><html lang=en>"), /no file of hashed domains/],
    ["of another version", changed((bytes) => bytes.write("PSTNDOM2")), /no file of hashed domains/],
    ["cut short", whole.subarray(0, -1), /2000 hashed domains cannot have 16015 bytes/],
    ["cut to its header", whole.subarray(0, 16), /cannot have 16 bytes/],
    ["too long", Buffer.concat([whole, Buffer.alloc(8)]), /cannot have 16024 bytes/],
    ["counted wrongly", changed((bytes) => bytes.writeUInt32LE(1_999, 8)), /1999 hashed domains cannot have/],
    ["in disorder", changed((bytes) => bytes.subarray(16, 8_016).reverse()), /out of order/],
  ])("is refused when it is %s", (_, bytes, message) => {
    expect(() => hashedDomains(bytes)).toThrow(message);
  });
});

describe("domainHash", () => {
  it("has no twins among half a million names that differ little", () => {
    const hashes = new Set<bigint>();
    for (let at = 0; at < 250_000; at += 1) {
      hashes.add(domainHash(`${at}.com`));
      hashes.add(domainHash(`mail.${at.toString(36)}a.net`));
    }
    expect(hashes.size).toBe(500_000);
  });

  it("changes about half of its bits when one character changes", () => {
    let flipped = 0;
    const rounds = 4_000;
    for (let at = 0; at < rounds; at += 1) {
      const difference = domainHash(`name${at}.example`) ^ domainHash(`nbme${at}.example`);
      flipped += difference.toString(2).replaceAll("0", "").length;
    }
    expect(flipped / rounds / 64).toBeCloseTo(0.5, 2);
  });

  it("fills its range evenly: that is how a hash is found", () => {
    const buckets = new Array<number>(64).fill(0);
    for (let at = 0; at < 64_000; at += 1) {
      const bucket = Number(domainHash(`${at}.com`) >> 58n);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    expect(Math.min(...buckets)).toBeGreaterThan(850);
    expect(Math.max(...buckets)).toBeLessThan(1_150);
  });

  it("is of domains of two labels or more", () => {
    expect(() => domainHash("com")).toThrow(RangeError);
  });
});
