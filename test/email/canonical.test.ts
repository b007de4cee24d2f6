import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAddress } from "../../src/email/canonical.ts";
import { addresses, parsed } from "./support/addresses.ts";

const canonical = (text: string) => canonicalAddress(parsed(text));

describe("canonicalAddress", () => {
  it.each([
    ["one mailbox", "ada@site.example", "Ada@Site.Example", "ADA@SITE.EXAMPLE", " ada@site.example\n"],
    ["tags", "ada@site.example", "ada+shop@site.example", "ada+a+b@site.example", "ada+@site.example"],
    ["dots at Gmail", "ada.lovelace@gmail.com", "adalovelace@gmail.com", "a.d.a.lovelace@gmail.com"],
    ["both names of Gmail", "ada.lovelace@googlemail.com", "AdaLovelace+x.y@GMAIL.com"],
    ["Apple's names", "ada@icloud.com", "ada@me.com", "ada+x@mac.com"],
    ["Proton's names", "ada@proton.me", "ada@protonmail.com", "ada@pm.me"],
    ["Yandex's names", "ada@yandex.ru", "ada@ya.ru", "ada@yandex.com", "ada@yandex.kz", "ada@yandex.by"],
    ["a domain and its punycode", "ada@münchen.de", "ada@MÜNCHEN.de", "ada@xn--mnchen-3ya.de"],
    ["full-width letters", "ada@gmail.com", "a.da@ｇｍａｉｌ.ｃｏｍ", "ada@gmail。com"],
    ["a Cyrillic domain", "ada@пример.рф", "ada@ПРИМЕР.РФ", "ada@xn--e1afmkfd.xn--p1ai"],
  ])("is the same for %s", (_, first, ...others) => {
    for (const other of others) expect(canonical(other), other).toBe(canonical(first));
  });

  it.each([
    ["dots elsewhere", "ada.lovelace@site.example", "adalovelace@site.example"],
    ["another domain", "ada@site.example", "ada@mail.site.example"],
    ["a look-alike in Cyrillic", "ada@gmail.com", "ada@gmаil.com"],
    ["a hyphen", "ada-shop@site.example", "ada@site.example"],
    ["what ends in a domain with other names", "ada@notme.com", "ada@noticloud.com"],
    ["a local part that begins with a plus", "+ada@site.example", "+bob@site.example"],
  ])("differs by %s", (_, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });

  it.each([
    ["+tag@site.example", "+tag@site.example"],
    ["+a+b@site.example", "+a+b@site.example"],
    ["A.B+c@googlemail.com", "ab@gmail.com"],
    ["o'neil#1@site.example", "o'neil#1@site.example"],
    ["JÖRG+x@münchen.de", "jörg@xn--mnchen-3ya.de"],
  ])("of %s is %s", (given, expected) => {
    expect(canonical(given)).toBe(expected);
  });

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const once = canonicalAddress(address);
        const [local = "", domain = "", ...more] = once.split("@");
        expect(more).toEqual([]);
        expect(canonicalAddress({ ...address, local, domain })).toBe(once);
      }),
    );
  });

  it("is the same with any tag, in any case", () => {
    const tag = fc.string({ unit: fc.constantFrom(..."abAB01+-"), maxLength: 10 });
    fc.assert(
      fc.property(addresses, tag, ({ local, domain }, added) => {
        const tagged = `${local}+${added}`;
        fc.pre(tagged.length <= 64 && /^[\x21-\x2a\x2c-\x7e][\x21-\x7e]*$/.test(tagged));
        const plain = canonical(`${local}@${domain}`);
        expect(canonical(`${tagged}@${domain.toUpperCase()}`)).toBe(plain);
        expect(canonical(`${local.toUpperCase()}@${domain}`)).toBe(plain);
      }),
    );
  });
});
