import type { SpendEntry } from "../stores/spend-store.ts";
import { type AmountsByCode, destinationOf, matching, OTHERS } from "./destination.ts";
import type { PriceBook } from "./price-book.ts";

/** What a message is estimated to cost, on every account that it counts on. */
export type Charge<Needs> = (input: Needs) => readonly SpendEntry[];

/** SES, default plan, since July 2026: 0.16 USD for 1,000 mails. */
const MAIL_MICRO_USD = 160;

/** @param limitMicroUsd for all mails of a day. */
export const mailCharge =
  (limitMicroUsd: number): Charge<unknown> =>
  () => [{ account: "total", microUsd: MAIL_MICRO_USD, limitMicroUsd }];

export interface TextChargeOptions {
  readonly prices: PriceBook;
  /** For all texts of a day. */
  readonly limitMicroUsd?: number | undefined;
  /** For a day and one country each; `*` for each that has no limit of its own. */
  readonly countryLimits?: AmountsByCode | undefined;
  /** The calling code at the beginning of a number. */
  readonly callingCodeOf: (digits: string) => string | undefined;
}

interface Text {
  /** In E.164. */
  readonly phone: string;
  readonly segments: number;
}

export function textCharge(options: TextChargeOptions): Charge<Text> {
  const { prices, limitMicroUsd, countryLimits = new Map(), callingCodeOf } = options;
  return ({ phone, segments }) => {
    const digits = phone.slice(1);
    const microUsd = segments * prices.estimate(digits).microUsd;
    const limit = matching(countryLimits, digits);
    const named = limit && limit.code !== OTHERS ? limit.code : undefined;
    const country = named ?? destinationOf(digits, callingCodeOf(digits) ?? "");
    return [
      { account: "total", microUsd, limitMicroUsd },
      { account: `country${country}`, microUsd, limitMicroUsd: limit?.microUsd },
    ];
  };
}
