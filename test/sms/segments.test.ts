import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentation } from "../../src/sms/segments.ts";

/*
 * An oracle written differently: it spells the alphabet by rows of the table in GSM 03.38, writes a text out as the septets
 * or code units that travel, and cuts that into parts.
 */

const ROWS = [
  "@£$¥èéùìòÇ\nØø\rÅå",
  "Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ",
  " !\"#¤%&'()*+,-./",
  "0123456789:;<=>?",
  "¡ABCDEFGHIJKLMNO",
  "PQRSTUVWXYZÄÖÑÜ§",
  "¿abcdefghijklmno",
  "pqrstuvwxyzäöñüà",
];
const ESCAPE = 0x1b;
const SEPTETS = new Map(
  ROWS.flatMap((row, high) => [...row].map((character, low) => [character, high * 16 + low])),
);
SEPTETS.delete("\u001b");
const ESCAPED: Readonly<Record<string, number>> = {
  "\f": 0x0a,
  "^": 0x14,
  "{": 0x28,
  "}": 0x29,
  "\\": 0x2f,
  "[": 0x3c,
  "~": 0x3d,
  "]": 0x3e,
  "|": 0x40,
  "€": 0x65,
};

function septetsOf(text: string): number[] | undefined {
  const septets: number[] = [];
  for (const character of text) {
    const plain = SEPTETS.get(character);
    const escaped = ESCAPED[character];
    if (plain !== undefined) septets.push(plain);
    else if (escaped !== undefined) septets.push(ESCAPE, escaped);
    else return undefined;
  }
  return septets;
}

/** Cuts from the front; a part that would end in the middle of a pair ends before it. */
function cut(
  units: readonly number[],
  single: number,
  each: number,
  opensPair: (unit: number) => boolean,
): number {
  if (units.length <= single) return 1;
  let parts = 0;
  for (let start = 0; start < units.length; parts += 1) {
    const end = start + each;
    start = end < units.length && opensPair(units[end - 1] ?? 0) ? end - 1 : end;
  }
  return parts;
}

function oracle(text: string) {
  const septets = septetsOf(text);
  if (septets) return { encoding: "GSM-7", segments: cut(septets, 160, 153, (unit) => unit === ESCAPE) };
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return { encoding: "UCS-2", segments: cut(units, 70, 67, (unit) => unit >= 0xd800 && unit <= 0xdbff) };
}

const x = (count: number) => "x".repeat(count);
const thai = (count: number) => "ก".repeat(count);

describe("a text travels in parts", () => {
  it.each([
    ["one character", "x", "GSM-7", 1],
    ["160 characters", x(160), "GSM-7", 1],
    ["161", x(161), "GSM-7", 2],
    ["2 × 153", x(306), "GSM-7", 2],
    ["2 × 153 + 1", x(307), "GSM-7", 3],
    ["3 × 153", x(459), "GSM-7", 3],
    ["3 × 153 + 1", x(460), "GSM-7", 4],
    ["158 and an extension character", `${x(158)}€`, "GSM-7", 1],
    ["159 and an extension character", `${x(159)}€`, "GSM-7", 2],
    ["80 extension characters", "{".repeat(80), "GSM-7", 1],
    ["81 extension characters", "{".repeat(81), "GSM-7", 2],
    ["an escape pair that ends at the boundary", `${x(151)}€${x(153)}`, "GSM-7", 2],
    ["an escape pair across the boundary: it moves on", `${x(152)}€${x(152)}`, "GSM-7", 3],
    ["an escape pair across the boundary, with room", `${x(152)}€${x(151)}`, "GSM-7", 2],
    ["a line break, in the alphabet", `${x(159)}\n`, "GSM-7", 1],
    ["a tab, not in the alphabet", "a\tb", "UCS-2", 1],
    ["an escape by itself, not in the alphabet", "a\u001bb", "UCS-2", 1],
    ["a small ç, not in the alphabet, though the large one is", "ç", "UCS-2", 1],
    ["a backtick, not in the alphabet", "`", "UCS-2", 1],
    ["a typographic apostrophe", `don’t ${x(65)}`, "UCS-2", 2],
    ["70 Thai letters", thai(70), "UCS-2", 1],
    ["71 Thai letters", thai(71), "UCS-2", 2],
    ["2 × 67 Thai letters", thai(134), "UCS-2", 2],
    ["2 × 67 + 1", thai(135), "UCS-2", 3],
    ["one emoji makes 160 characters three parts", `😀${x(159)}`, "UCS-2", 3],
    ["35 emoji", "😀".repeat(35), "UCS-2", 1],
    ["36 emoji", "😀".repeat(36), "UCS-2", 2],
    ["a surrogate pair across the boundary: it moves on", `${thai(66)}😀${thai(66)}`, "UCS-2", 3],
    ["a surrogate pair across the boundary, with room", `${thai(66)}😀${thai(65)}`, "UCS-2", 2],
    ["a family of emoji joined", `${"👨‍👩‍👧".repeat(8)}`, "UCS-2", 1],
  ])("%s", (_, text, encoding, segments) => {
    expect(segmentation(text)).toEqual({ encoding, segments });
    expect(oracle(text), "the oracle").toEqual({ encoding, segments });
  });

  it("each character of the alphabet, and none beside it, is GSM-7", () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCharCode(code);
      expect(segmentation(character).encoding, `U+${code.toString(16)}`).toBe(oracle(character).encoding);
    }
  });

  it("as the oracle counts them, whatever the text", () => {
    const gsm = fc.constantFrom(...SEPTETS.keys(), ...Object.keys(ESCAPED), ...Object.keys(ESCAPED), "€");
    const other = fc.constantFrom("ก", "😀", "é", "x", "\u200d");
    const text = (unit: fc.Arbitrary<string>) => fc.string({ unit, maxLength: 500, size: "max" });
    fc.assert(
      fc.property(fc.oneof(text(gsm), text(fc.oneof(gsm, other)), text(other)), (each) => {
        expect(segmentation(each)).toEqual(oracle(each));
      }),
      { numRuns: 2_000 },
    );
  });
});
