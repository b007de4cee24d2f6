import type { Kind, Parsed } from "./setting.ts";

/*
 * Kinds of text that need nothing else of this project: the package loads them for one table.
 */

export const fine = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const notA = (shape: string): Parsed<never> => ({ ok: false, fault: `is not ${shape}` });

/** @param pattern an expression anchored at both ends, or what makes it when there is something to test. */
export function text(shape: string, pattern: Pick<RegExp, "test">): Kind<string> {
  return { shape, parse: (value) => (pattern.test(value) ? fine(value) : notA(shape)) };
}

export const webUrl: Kind<string> = {
  shape: "an http(s) URL",
  parse: (value) => (isWebUrl(value) ? fine(value) : notA(webUrl.shape)),
};

export const isWebUrl = (value: string) => /^https?:\/\/[\x21-\x7e]+$/.test(value) && URL.canParse(value);
