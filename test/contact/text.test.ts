import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBlank, oneLine, plainLines } from "../../src/contact/text.ts";
import { escapeHtml } from "../../src/http/html.ts";

/** Where something breaks a line or a header, or hides what stands beside it. */
const HOSTILE = [
  "\r",
  "\n",
  "\r\n",
  "\0",
  "\t",
  "\u007f",
  "\u0085",
  "\u009b",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u2066",
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "grapheme", maxLength: 5 })))
  .map((parts) => parts.join(""));

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/;

describe("oneLine", () => {
  it.each([
    ["Ada\r\nBcc: b@example.com", "Ada Bcc: b@example.com"],
    ["a\u2028b\u0085c\0d\u007fe", "a b c d e"],
    ["\n\ta\n", "a"],
    ["a\r\n\r\n\r\nb", "a b"],
    ["abc\u202egpj.exe", "abcgpj.exe"],
    ["%0d%0aBcc:", "%0d%0aBcc:"],
    ["=?utf-8?Q?=0D=0ABcc:?=", "= ?utf-8?Q?=0D=0ABcc:?="],
    ["Zoë  O’Neil 🦉", "Zoë  O’Neil 🦉"],
  ])("makes of %j the line %j", (given, line) => {
    expect(oneLine(given)).toBe(line);
  });

  it("leaves one line of what can be seen, and is done after once", () => {
    fc.assert(
      fc.property(text, (given) => {
        const line = oneLine(given);
        expect(line).not.toMatch(CONTROL);
        expect(line).not.toMatch(REORDERING);
        expect(line.trim()).toBe(line);
        expect(oneLine(line)).toBe(line);
      }),
    );
  });
});

describe("plainLines", () => {
  it.each([
    ["a\r\nb\rc\nd", "a\nb\nc\nd"],
    ["a\u2028b\u2029c\u0085d", "a\nb\nc\nd"],
    ["a\tb", "a\tb"],
    ["a\0b\u001b[31mc\u007f", "a b [31mc "],
    ["a\n\n\nb", "a\n\n\nb"],
  ])("makes of %j the lines %j", (given, lines) => {
    expect(plainLines(given)).toBe(lines);
  });

  it("leaves line feeds and tabs and no other control character, and is done after once", () => {
    fc.assert(
      fc.property(text, (given) => {
        const lines = plainLines(given);
        expect(lines.replaceAll(/[\n\t]/g, "")).not.toMatch(CONTROL);
        expect(lines).not.toMatch(REORDERING);
        expect(plainLines(lines)).toBe(lines);
      }),
    );
  });
});

describe("escapeHtml", () => {
  it("leaves nothing that begins a tag, ends an attribute or is an entity by itself, and loses nothing", () => {
    const entity = /&#(\d+);/g;
    fc.assert(
      fc.property(
        fc.oneof(text, fc.string(), fc.constantFrom("<img onerror=x>", "&lt;", "&#60;")),
        (given) => {
          const escaped = escapeHtml(given);
          expect(escaped.replaceAll(entity, "")).not.toMatch(/[&<>"']/);
          expect(escaped.replaceAll(entity, (_, code) => String.fromCharCode(Number(code)))).toBe(given);
        },
      ),
    );
  });
});

describe("isBlank", () => {
  it.each(["", " ", "\u00a0\u3000", "\u200b\u200d\u2060\ufeff", "\0\u0085", "\u202e"])("%j", (given) => {
    expect(isBlank(given)).toBe(true);
  });
  it.each(["a", " 0 ", "\u200bx", "🦉", "。"])("not %j", (given) => {
    expect(isBlank(given)).toBe(false);
  });
});
