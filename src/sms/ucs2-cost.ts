import { isInGsm, MAX_COUNTED, segmentation } from "./segments.ts";

/** Why a text is UCS-2, and what that costs. */
export interface Ucs2Cost {
  /** Names of the characters that GSM-7 lacks, ten at most. */
  readonly characters: readonly string[];
  /** So many parts more than with a character of GSM-7 in the place of each. */
  readonly extraSegments: number;
}

/** @returns undefined of a text in GSM-7. */
export function ucs2Cost(text: string): Ucs2Cost | undefined {
  const { encoding, segments } = segmentation(text);
  if (encoding === "GSM-7") return undefined;
  const characters = [...text.slice(0, MAX_COUNTED)];
  const plain = characters.map((character) => (isInGsm(character) ? character : ".")).join("");
  return {
    characters: namesOf(characters.filter((character) => !isInGsm(character))),
    extraSegments: segments - segmentation(plain).segments,
  };
}

const MAX_NAMES = 10;

/**
 * Each character once: itself, where it can be seen, and its code point. In the order of the alphabet, which tells nothing of
 * the text: answers are kept.
 */
export const namesOf = (characters: readonly string[]): readonly string[] =>
  [...new Set(characters)]
    .map((character) => ({ character, code: character.codePointAt(0) ?? 0 }))
    .toSorted((one, other) => one.code - other.code)
    .slice(0, MAX_NAMES)
    .map(({ character, code }) => {
      const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      return INVISIBLE.test(character) ? point : `${character} (${point})`;
    });

/** Spaces, controls, and marks that sit on another character. */
const INVISIBLE = /^[\p{Z}\p{C}\p{M}]$/u;
