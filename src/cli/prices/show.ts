import { callingCodeOf } from "../../sms/calling-code.ts";
import { usdText } from "../../spend/money.ts";
import type { Estimate } from "../../spend/price-book.ts";
import { textsFor } from "../../spend/texts.ts";
import { command, done, misused } from "../command.ts";
import { yourPrices } from "./your-prices.ts";

const BECAUSE: Readonly<Record<Estimate["because"], string>> = {
  yours: "SMS_PRICES_USD says so",
  published: "the dearer of both providers' published prices",
  capped: "ClickSend's published price, or what SNS_MAX_PRICE_USD lets SNS take, whichever is dearer",
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
    const { prices, limits } = read;
    const { microUsd, because } = prices.estimate(digits);
    const usd = usdText(microUsd);
    const dailyLimitUsd = usdText(limits.limitMicroUsd);
    const texts = textsFor(digits, prices, limits) ?? 0;
    const lines = [
      `A text to +${digits} is counted at ${usd} USD a segment: ${BECAUSE[because]}.`,
      `Your ${dailyLimitUsd} USD a day are ${texts} texts of one segment to +${digits}.`,
      ...(because === "dearest"
        ? [`postern prices refresh --codes ${digits} asks ClickSend for your price.`]
        : []),
    ];
    return done({ code: digits, usd, because, dailyLimitUsd, texts }, lines.join("\n"));
  },
});
