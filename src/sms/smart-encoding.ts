import { namesOf } from "./ucs2-cost.ts";

/** By its plain twin in GSM-7, which has one place or, for the ellipsis, three. */
const TWINS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "'": "`´‘’‚‛′‹›ʹʻʼʽ＇",
    '"': "“”„‟″«»＂",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "...": "…",
  }).flatMap(([plain, dear]) => [...dear].map((character) => [character, plain])),
);

export interface Plain {
  readonly text: string;
  /** Names of the characters that were replaced. */
  readonly replaced: readonly string[];
}

/**
 * Word processors and phones write typographic quotes, dashes and spaces. One of them makes a whole text UCS-2, and reads no
 * better on a phone than its plain twin.
 */
export function withPlainTwins(text: string): Plain {
  const dear = [...text].filter((character) => TWINS.has(character));
  if (dear.length === 0) return { text, replaced: [] };
  return {
    text: Array.from(text, (character) => TWINS.get(character) ?? character).join(""),
    replaced: namesOf(dear),
  };
}
