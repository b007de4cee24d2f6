/** How a text travels: as which alphabet, and in how many parts. Each part is paid for. */
export interface Segmentation {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly segments: number;
}

/** GSM 03.38 basic alphabet, and the characters of its extension table, which take two places. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

/** Places in a text of one part, and in each part of several: those carry a header of six octets. */
const PLACES = {
  "GSM-7": { single: 160, each: 153 },
  "UCS-2": { single: 70, each: 67 },
} as const;

/** No text of so many characters fits the ten parts that a setting may allow: what follows is not worth counting. */
export const MAX_COUNTED = 2_000;

export const isInGsm = (character: string): boolean => BASIC.has(character) || EXTENDED.has(character);

/** One emoji or one Thai letter makes the whole text UCS-2: 160 characters become 70. */
export function segmentation(text: string): Segmentation {
  const characters = [...text.slice(0, MAX_COUNTED)];
  const isGsm = characters.every(isInGsm);
  const encoding = isGsm ? "GSM-7" : "UCS-2";
  const widths = characters.map((character) =>
    isGsm ? (EXTENDED.has(character) ? 2 : 1) : character.length,
  );
  const { single, each } = PLACES[encoding];
  const total = widths.reduce((sum, width) => sum + width, 0);
  return { encoding, segments: total <= single ? 1 : parts(widths, each) };
}

/** A character of two places is never divided between parts, so a part may end one place early. */
function parts(widths: readonly number[], places: number): number {
  let count = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > places) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
}
