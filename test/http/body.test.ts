import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, mediaType, parseFlatJson, parseForm } from "../../src/http/body.ts";

const wellFormed = fc.string({ unit: "grapheme" });
const flat = fc.dictionary(fc.oneof(wellFormed, fc.constantFrom("__proto__", "constructor")), wellFormed);

describe("decodeUtf8", () => {
  it("gives back what was written", () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        fc.pre(!text.startsWith("\ufeff"));
        expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
      }),
    );
  });

  it("gives back the very bytes, or nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const text = decodeUtf8(bytes);
        if (text !== undefined) expect(new TextEncoder().encode(text)).toEqual(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["a lone continuation byte", [0x80]],
    ["a byte that never occurs", [0x61, 0xff]],
    ["a sequence cut off", [0xe2, 0x82]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])("refuses %s", (_, bytes) => {
    expect(decodeUtf8(new Uint8Array(bytes))).toBeUndefined();
  });
});

describe("parseFlatJson", () => {
  it("reads any object of texts", () => {
    fc.assert(
      fc.property(flat, (fields) => {
        expect([...(parseFlatJson(JSON.stringify(fields)) ?? [])].toSorted()).toEqual(
          Object.entries(fields).toSorted(),
        );
      }),
    );
  });

  it("reads nothing else, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), wellFormed), (text) => {
        const fields = parseFlatJson(text);
        if (fields === undefined) return;
        const value = JSON.parse(text) as object;
        expect(Array.isArray(value)).toBe(false);
        expect(Object.values(value).every((field) => typeof field === "string")).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    "5",
    '"text"',
    '{"a":null}',
    '{"a":{}}',
    '{"a":["x"]}',
    '{"a":"\\udc00"}',
    "{}{}",
  ])("refuses %s", (text) => {
    expect(parseFlatJson(text)).toBeUndefined();
  });

  it("takes __proto__ as a name like any other", () => {
    const fields = parseFlatJson('{"__proto__":"x"}');
    expect([...(fields ?? [])]).toEqual([["__proto__", "x"]]);
    expect(fields?.get("toString")).toBeUndefined();
  });

  it("survives deep nesting", () => {
    expect(parseFlatJson(`{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`)).toBeUndefined();
  });
});

describe("parseForm", () => {
  const encoded = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

  it("reads what encodeURIComponent wrote", () => {
    fc.assert(
      fc.property(flat, (fields) => {
        const entries = Object.entries(fields);
        fc.pre(entries.every(([name]) => name !== ""));
        expect([...(parseForm(encoded(entries)) ?? [])]).toEqual(entries);
      }),
    );
  });

  it("reads what a browser writes", () => {
    fc.assert(
      fc.property(flat, (fields) => {
        const entries = Object.entries(fields);
        expect([...(parseForm(new URLSearchParams(entries).toString()) ?? [])]).toEqual(entries);
      }),
    );
  });

  it("never throws, and never gives a text that is not well-formed", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-f0-9%&=+]{0,40}$/), (text) => {
        for (const pair of parseForm(text) ?? [])
          expect(pair.every((each) => each.isWellFormed())).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["a field that comes twice", "a=1&a=2"],
    ["a field that comes twice, once escaped", "a=1&%61=2"],
    ["an escape cut off", "a=%4"],
    ["an escape that is none", "a=%zz"],
    ["a name that is not UTF-8", "%ff=1"],
    ["a value that is not UTF-8", "a=%ed%a0%80"],
  ])("refuses %s", (_, text) => {
    expect(parseForm(text)).toBeUndefined();
  });

  it.each([
    ["", []],
    ["&&", []],
    ["a", [["a", ""]]],
    ["a=", [["a", ""]]],
    ["a=b=c", [["a", "b=c"]]],
    ["a+b=c+d", [["a b", "c d"]]],
    ["a=%2B", [["a", "+"]]],
  ])("reads %s as the standard says", (text, entries) => {
    expect([...(parseForm(text) ?? [["unread", ""]])]).toEqual(entries);
  });
});

describe("mediaType", () => {
  it.each([
    ["application/json", "application/json"],
    ["Application/JSON ; charset=UTF-8", "application/json"],
    ['application/json; charset="utf-8"', "application/json"],
    ["application/json; charset=utf8; x=y", "application/json"],
    ["application/json; charset=utf-16", undefined],
    ["application/json; x=y; charset=latin1", undefined],
    ["", ""],
    [undefined, undefined],
  ])("of %s is %s", (header, type) => {
    expect(mediaType(header)).toBe(type);
  });
});
