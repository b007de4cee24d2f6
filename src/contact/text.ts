// Expressions with `\p{…}` stand where they are used: their tables are slow to make, and few requests come so far.

/** Characters that reorder what stands around them, so that a subject reads as something else. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/gu;
/** How an encoded word begins (RFC 2047): mail programs decode it, and what was taken out above would come back. */
const ENCODED_WORD = /=\?/g;

/** One line of display text, for a subject or a heading: a control character or separator would end it or forge a line. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(REORDERING, "")
    .replaceAll(ENCODED_WORD, "= ?")
    .trim();
}

/** Text of several lines with line breaks as `\n` and no other control character. */
export function plainLines(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, " ")
    .replaceAll(REORDERING, "");
}

/** Most texts have a visible ASCII character; only the others need the table of invisible ones. */
export const isBlank = (text: string) => text === "" || (!/[!-~]/.test(text) && isInvisible(text));

/** Nothing to see: spaces, controls, and the letters that are drawn as nothing (Braille blank, Hangul fillers). */
const isInvisible = (text: string) => /^[\s\p{Cc}\p{Cf}\p{Z}\u2800\u3164\u115f\u1160\uffa0]*$/u.test(text);
