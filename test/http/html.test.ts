import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../src/http/html.ts";

describe("escapeHtml", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", "&#60;img src=x onerror=alert(1)&#62;"],
    [`" onmouseover='x'`, "&#34; onmouseover=&#39;x&#39;"],
    ["&lt;", "&#38;lt;"],
    ["Example & Söhne 🦉\n", "Example &#38; Söhne 🦉\n"],
    ["", ""],
  ])("%j becomes %j", (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  it("leaves nothing that opens anything, and loses nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(fc.constantFrom(..."<>&\"'#;"), fc.string()) }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!#\d+;)/);
        expect(escaped.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });
});
