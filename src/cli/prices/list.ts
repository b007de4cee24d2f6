import { OTHERS } from "../../spend/destination.ts";
import { usdText } from "../../spend/money.ts";
import { DEAREST_MICRO_USD } from "../../spend/price-book.ts";
import { PUBLISHED_PRICES } from "../../spend/published-prices.ts";
import { textsFor } from "../../spend/texts.ts";
import { columns } from "../columns.ts";
import { command, done } from "../command.ts";
import { yourPrices } from "./your-prices.ts";

export const list = command({
  about: "List the prices that are known: yours, from SMS_PRICES_USD, and published ones.",
  options: {},
  examples: ["prices list", "prices list --json"],
  run: async (_, shell) => {
    const read = yourPrices(shell);
    if (!read.ok) return read;
    const yours = [...(read.yours ?? [])].map(([code, microUsd]) => ({ code, usd: usdText(microUsd) }));
    const published = PUBLISHED_PRICES.map(({ microUsd, ...price }) => ({
      ...price,
      usd: usdText(microUsd),
    }));
    const dearest = usdText(DEAREST_MICRO_USD);
    const rows = [
      ...yours.map(({ code, usd }) => [code, "both", usd, "", "SMS_PRICES_USD"]),
      ...published.map(({ code, provider, usd, asOf, source }) => [code, provider, usd, asOf, source]),
    ];
    const table = columns([["CODE", "PROVIDER", "USD A SEGMENT", "AS OF", "SOURCE"], ...rows]);
    const rule = `A text is counted at yours, else at the dearer of both providers; one whose price is not known counts as ${dearest}.`;
    const codes = new Set([...yours, ...published].map(({ code }) => code).filter((code) => code !== OTHERS));
    const texts = [...codes].map((code) => ({ code, texts: textsFor(code, read.prices, read.limits) ?? 0 }));
    const counts = texts.map((each) => `${each.texts} to +${each.code}`).join(", ");
    const unknown = Math.floor(read.limits.limitMicroUsd / DEAREST_MICRO_USD);
    const dailyLimitUsd = usdText(read.limits.limitMicroUsd);
    const money = `Your ${dailyLimitUsd} USD a day are so many texts of one segment: ${counts}; ${unknown} where no price is known.`;
    return done({ yours, published, dearest, dailyLimitUsd, texts }, [...table, "", rule, money].join("\n"));
  },
});
