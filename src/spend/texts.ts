import { type AmountsByCode, matching } from "./destination.ts";
import type { PriceBook } from "./price-book.ts";

export interface TextLimits {
  /** For all texts of a day. */
  readonly limitMicroUsd: number | undefined;
  /** For those of a day to one country. */
  readonly countryLimits?: AmountsByCode | undefined;
}

/**
 * How many texts of one segment the day's money pays for, when all of them go there. Undefined: nothing limits them.
 * @param digits what their numbers begin with: a calling code, or more.
 */
export function textsFor(
  digits: string,
  prices: PriceBook,
  { limitMicroUsd, countryLimits = new Map() }: TextLimits,
): number | undefined {
  const limits = [limitMicroUsd, matching(countryLimits, digits)?.microUsd].filter(
    (limit) => limit !== undefined,
  );
  return limits.length === 0 ? undefined : Math.floor(Math.min(...limits) / prices.estimate(digits).microUsd);
}
