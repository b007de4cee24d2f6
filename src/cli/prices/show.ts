import { callingCodeOf } from "../../sms/calling-code.ts";
import { usdText } from "../../spend/money.ts";
import { type Estimate, priceBook } from "../../spend/price-book.ts";
import { command, done, misused } from "../command.ts";
import { yourPrices } from "./your-prices.ts";

const BECAUSE: Readonly<Record<Estimate["because"], string>> = {
  yours: "SMS_PRICES_USD says so",
  published: "the dearer of both providers' published prices",
  dearest: "no price is known for at least one provider, so the dearest is taken",
};

export const show = command({
  about: "Show what a text is counted at, by the digits that its number begins with.",
  operands: ["code"],
  options: {},
  examples: ["prices show 66", "prices show 1876 --json"],
  run: async ({ code }, shell) => {
    const digits = code.replace(/^\+/, "");
    if (!/^\d{1,15}$/.test(digits) || callingCodeOf(digits) === undefined) {
      return misused(
        `"${code}" is no calling code.`,
        "Write its digits, for example postern prices show 66.",
      );
    }
    const read = yourPrices(shell);
    if (!read.ok) return read;
    const { microUsd, because } = priceBook({ yours: read.yours }).estimate(digits);
    const usd = usdText(microUsd);
    return done(
      { code: digits, usd, because },
      `A text to +${digits} is counted at ${usd} USD a segment: ${BECAUSE[because]}.`,
    );
  },
});
