/**
 * The calling code at the start of an E.164 number, by the zones of ITU-T E.164: no code is the beginning of
 * another, so an anchored match cannot take 92 for 992.
 */
const CALLING_CODE =
  /^(?:1|7|2[07]|2\d\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[789]\d|8[1246]|8[0578]\d|9[0-58]|9[679]\d)/;

export const callingCodeOf = (digits: string): string | undefined => CALLING_CODE.exec(digits)?.[0];

/** Which numbers may be written to, by the digits they begin with: a calling code, or more (`1876` is Jamaica). */
export interface CountryPolicy {
  /** When not empty, only these, whatever else is blocked. */
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
}

/**
 * Judged by calling code, never by ISO country: +7 is Russia and Kazakhstan, and the number of a British mobile may
 * parse as Guernsey's.
 */
export function mayWriteTo(digits: string, { allowed, blocked }: CountryPolicy): boolean {
  const isIn = (prefixes: readonly string[]) => prefixes.some((prefix) => digits.startsWith(prefix));
  return allowed.length > 0 ? isIn(allowed) : !isIn(blocked);
}
