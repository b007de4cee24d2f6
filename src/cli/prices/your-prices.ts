import { PROTECTIONS } from "../../config/protections.ts";
import { readSettings } from "../../config/setting.ts";
import { smsSchema } from "../../config/sms.ts";
import { textSpendSchema } from "../../config/spend.ts";
import type { AmountsByCode } from "../../spend/destination.ts";
import { microUsdOf, parseUsd } from "../../spend/money.ts";
import { type PriceBook, priceBook } from "../../spend/price-book.ts";
import type { TextLimits } from "../../spend/texts.ts";
import { type Failure, failure, type Shell } from "../command.ts";

const SCHEMA = { ...textSpendSchema, SNS_MAX_PRICE_USD: smsSchema.SNS_MAX_PRICE_USD } as const;

export interface YourPrices {
  readonly ok: true;
  readonly yours: AmountsByCode | undefined;
  readonly prices: PriceBook;
  /** The day's money: what is set, else what the stack and `npm start` set. */
  readonly limits: TextLimits & { readonly limitMicroUsd: number };
}

const BY_DEFAULT = Number(parseUsd(PROTECTIONS.textSpend.value));

/** What the settings of the function `sms` say in the environment of the person who types the command. */
export function yourPrices({ env }: Shell): YourPrices | Failure {
  const read = readSettings(SCHEMA, env);
  if (!read.ok) {
    const [fault] = read.faults;
    return failure(`${fault?.setting} ${fault?.fault}.`, fault?.remedy ?? "");
  }
  const { SMS_PRICES_USD: yours, SNS_MAX_PRICE_USD, ...limits } = read.settings;
  return {
    ok: true,
    yours,
    prices: priceBook({ yours, snsMaxMicroUsd: microUsdOf(SNS_MAX_PRICE_USD) }),
    limits: {
      limitMicroUsd: limits.DAILY_SPEND_LIMIT_USD ?? BY_DEFAULT,
      countryLimits: limits.COUNTRY_SPEND_LIMITS_USD,
    },
  };
}
