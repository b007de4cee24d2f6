/** Control characters, line and paragraph separators: each ends a header or forges a line somewhere. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Characters that reorder what stands around them, so that a subject reads as something else. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/gu;
/** How an encoded word begins (RFC 2047): mail programs decode it, and what was taken out above would come back. */
const ENCODED_WORD = /=\?/g;
/** Nothing to see: spaces, controls, and the letters that are drawn as nothing (Braille blank, Hangul fillers). */
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Z}\u2800\u3164\u115f\u1160\uffa0]*$/u;

/** One line of display text, for a subject or a heading. */
export function oneLine(text: string): string {
  return text.replaceAll(BREAKS, " ").replaceAll(REORDERING, "").replaceAll(ENCODED_WORD, "= ?").trim();
}

/** Text of several lines with line breaks as `\n` and no other control character. */
export function plainLines(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, " ")
    .replaceAll(REORDERING, "");
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Most texts have a visible ASCII character; only the others need the table of invisible ones. */
export const isBlank = (text: string) => text === "" || (!/[!-~]/.test(text) && INVISIBLE.test(text));
