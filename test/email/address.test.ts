import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEmailAddress } from "../../src/email/address.ts";

describe("parseEmailAddress", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["  ada@example.com\n", "ada@example.com"],
    ["Ada.Lovelace+form@Example.COM", "Ada.Lovelace+form@example.com"],
    ["o'neil!#$%&*/?=^_`{|}~-@example.com", "o'neil!#$%&*/?=^_`{|}~-@example.com"],
    ["a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"],
    ["a@münchen.de", "a@xn--mnchen-3ya.de"],
    ["a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"],
    ["a@ｅｘａｍｐｌｅ.com", "a@example.com"],
    ["a@example。com", "a@example.com"],
    [`${"a".repeat(64)}@example.com`, `${"a".repeat(64)}@example.com`],
    [`a@${"b".repeat(63)}.example`, `a@${"b".repeat(63)}.example`],
    ["a@1.2.example", "a@1.2.example"],
    ["a@xn--fa-hia.de", "a@xn--fa-hia.de"],
    ["a@xn--ls8h.la", "a@xn--ls8h.la"],
    ["a@r3---sn-1.example", "a@r3---sn-1.example"],
    ["a@site.test", "a@site.test"],
    ["a@local.example", "a@local.example"],
  ])("takes %s", (given, ascii) => {
    expect(parseEmailAddress(given)).toMatchObject({ ascii, text: given.trim() });
  });

  it.each([
    ...["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\u061c", "\u180e"],
    ...["\u202a", "\u202d", "\u202e", "\u2066", "\u2069", "\ufe0f", "\u034f", "\u3164", "\u{e0001}"],
    ...["\u00a0", "\u2003", "\u3000", "\u2800", " \u200b\u00a0\u200b "],
  ])("takes off %j at both ends", (mark) => {
    const plain = { text: "ada@example.com", local: "ada", domain: "example.com", ascii: "ada@example.com" };
    for (const given of [`${mark}ada@example.com`, `ada@example.com${mark}`, `${mark}ada@example.com${mark}`])
      expect(parseEmailAddress(given)).toEqual(plain);
  });

  it.each([
    "try..this..0511@docomo.ne.jp",
    "xxx.yyy.@docomo.ne.jp",
    ".xxx@docomo.ne.jp",
    "a...b-_.@ezweb.ne.jp",
    "a..b@t9.ezweb.ne.jp",
    "a.@AU.com",
  ])("takes %s, which a carrier of Japan gave out, without a form that SES could carry", (given) => {
    expect(parseEmailAddress(given)).toMatchObject({ text: given, ascii: undefined });
  });

  it.each([
    // 137 characters, of which punycode makes 288 octets.
    `${"a".repeat(64)}@${"天地玄黄宇宙洪荒日月盈昃辰宿列张.".repeat(4)}com`,
    `${"a".repeat(30)}@${"天地玄黄宇宙洪荒日月盈昃辰宿列张.".repeat(4)}info`,
    `${"a".repeat(64)}@${`${"b".repeat(61)}.`.repeat(3)}info`,
    `${"ü".repeat(32)}@${`${"b".repeat(61)}.`.repeat(3)}info`,
    `a@${"ü".repeat(60)}.com`,
  ])("measures on the wire, where this is too long: %s", (given) => {
    expect(parseEmailAddress(given)).toBeUndefined();
  });

  it("takes 254 octets, and not one more", () => {
    const longest = `${"a".repeat(64)}@${`${"b".repeat(61)}.`.repeat(3)}com`;
    expect(longest).toHaveLength(254);
    expect(parseEmailAddress(longest)).toMatchObject({ ascii: longest });
    expect(parseEmailAddress(`${longest}m`)).toBeUndefined();
  });

  it.each(["jörg@example.com", "用户@例子.广告", "δοκιμή@example.com"])(
    "takes %s, without a form that SES could carry",
    (given) => {
      expect(parseEmailAddress(given)).toMatchObject({ text: given, ascii: undefined });
    },
  );

  it.each([
    "",
    "@",
    "a",
    "a@",
    "@example.com",
    "a@b@example.com",
    "a@localhost",
    "a@example",
    "a@example.com.",
    "a@.example.com",
    "a@example..com",
    "a@-example.com",
    "a@example-.com",
    "a@exa_mple.com",
    "a@[203.0.113.1]",
    "a@203.0.113.1",
    "a@example.123",
    "a@xn--.com",
    "a@xn--a.pt",
    "a@xn--0.pt",
    "a@x.xn--abc.com",
    "a@xn--u-ccb.com",
    "a@example.xn--a",
    "a@example.xn--0",
    "a@b.c0",
    "a@b.0c",
    "a@b.1-1",
    "a@b.c-d",
    "a@b.x",
    "a@router.local",
    "a@x.INVALID",
    "a@x.ｌｏｃａｌ",
    "a@expyuzz4wqqyqhjn.onion",
    "a@app.localhost",
    "a@host.internal",
    "a@name.alt",
    "a@router.home.arpa",
    `a@${"b".repeat(64)}.example`,
    `${"a".repeat(65)}@example.com`,
    `${"ü".repeat(33)}@example.com`,
    `a@${"b.".repeat(126)}bc`,
    ".a@example.com",
    "a.@example.com",
    "a..b@example.com",
    "a..b@notdocomo.ne.jp",
    "a..b@docomo.ne.jp.example",
    "..@docomo.ne.jp",
    '"a..b"@docomo.ne.jp',
    "a..ü@docomo.ne.jp",
    "a b@example.com",
    '"a b"@example.com',
    '"a@evil.com x"@good.com',
    "u@good.com(x)evil.com",
    "u(x)@good.com",
    "a@b.com,c@d.com",
    "a@b.com;c@d.com",
    "group:a@b.com;",
    "Ada <ada@example.com>",
    "<ada@example.com>",
    "mailto:ada@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "a\n@example.com",
    "a\0@example.com",
    "a@exam\u2028ple.com",
    "a@exam\u0085ple.com",
    "a@example.com%0d%0abcc",
    "a@example.com/x",
    "a@example.com:25",
    "a@example．com＠evil.com",
    "a\u200b@example.com",
    "a\u202eb@example.com",
    "a@exam\u202eple.com",
    "a@\u200fexample.com",
    "\0a@example.com",
    "a@example.com\u0085",
    "a\ud800@example.com",
  ])("refuses %j", (given) => {
    expect(parseEmailAddress(given)).toBeUndefined();
  });

  // Python's `email` reads the first as ABCcollab@psres.net.
  it.each([
    "=?x?q?=41=42=43collab=40psres.net=3e=20?=foo@example.com",
    "=?utf-8?q?=61=62?=@example.com",
    "=?utf-8?B?YUBi?=@example.com",
    "foo=?x?q?=41?=@example.com",
    "a.=?x?q?=41?=.b@example.com",
    "=?@example.com",
    "a=?b@example.com",
    "jörg=?x@example.com",
    "=?x?q?=41?=.@docomo.ne.jp",
    "\u200b=?x?q?=41?=@example.com",
  ])("takes no encoded word, wherever in the local part it begins: %s", (given) => {
    expect(parseEmailAddress(given)).toBeUndefined();
  });

  const addressLike = fc
    .tuple(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom("@", "@@", "", "＠"),
      fc.oneof(fc.domain(), fc.string({ unit: "grapheme", maxLength: 30 })),
    )
    .map((parts) => parts.join(""));
  const anything = fc.oneof(fc.emailAddress(), addressLike, fc.string({ unit: "binary" }));

  it("never throws, and takes nothing that could be more than one address in a header", () => {
    fc.assert(
      fc.property(anything, (given) => {
        const address = parseEmailAddress(given);
        if (address === undefined) return;
        expect(address.text.split("@")).toHaveLength(2);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(address.text).not.toMatch(/[\s\x00-\x1f\x7f-\x9f\u2028\u2029",;:<>()[\]\\]/);
        expect(address.text).not.toContain("=?");
        expect(address.domain).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
        if (address.ascii !== undefined) {
          expect(address.ascii).toMatch(/^[\x21-\x7e]{3,254}$/);
          expect(address.ascii).toBe(`${address.local}@${address.domain}`);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads its own domain as that domain", () => {
    fc.assert(
      fc.property(anything, (given) => {
        const address = parseEmailAddress(given);
        if (address === undefined) return;
        const again = parseEmailAddress(`${address.local}@${address.domain}`);
        if (again !== undefined) expect(again.domain).toBe(address.domain);
        else expect(`${address.local}@${address.domain}`.length).toBeGreaterThan(254);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["a long local part", `${"a".repeat(50_000)}@`],
    ["many dots", `${"a.".repeat(32_000)}@`],
    ["many ats", "@".repeat(65_536)],
    ["a long domain", `a@${"b.".repeat(32_000)}c`],
    ["many invisible marks", `${"\u200b".repeat(32_000)}a@b${"\u200b".repeat(32_000)}`],
    ["many spaces", `a@b.example${" ".repeat(65_000)}x`],
    ["letters and a mark each", `${"e\u0301".repeat(32_000)}@example.com`],
  ])("refuses %s without reading it to its end", (_, given) => {
    // A backtracking pattern would need the age of the universe; this test would not end.
    for (let i = 0; i < 1_000; i += 1) expect(parseEmailAddress(given)).toBeUndefined();
  });
});
