import type { SmsSettings } from "../config/sms.ts";
import { callingCodeOf } from "../sms/calling-code.ts";
import type { PricedText } from "../sms/sms-gate.ts";
import { type Ceiling, ceiling } from "../spend/ceiling.ts";
import { textCharge } from "../spend/charges.ts";
import { microUsdOf } from "../spend/money.ts";
import { priceBook } from "../spend/price-book.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { SpendStore } from "../stores/spend-store.ts";

type SpendSettings = Pick<
  SmsSettings,
  "DAILY_SPEND_LIMIT_USD" | "COUNTRY_SPEND_LIMITS_USD" | "SMS_PRICES_USD" | "SNS_MAX_PRICE_USD"
>;

/** The ceiling on what texts cost. */
export function textCeiling(
  { DAILY_SPEND_LIMIT_USD, COUNTRY_SPEND_LIMITS_USD, SMS_PRICES_USD, SNS_MAX_PRICE_USD }: SpendSettings,
  { spend, claims }: { readonly spend: SpendStore; readonly claims: ClaimStore },
): Ceiling<PricedText> {
  const chargeOf = textCharge({
    prices: priceBook({ yours: SMS_PRICES_USD, snsMaxMicroUsd: microUsdOf(SNS_MAX_PRICE_USD) }),
    limitMicroUsd: DAILY_SPEND_LIMIT_USD,
    countryLimits: COUNTRY_SPEND_LIMITS_USD,
    callingCodeOf,
  });
  return ceiling({ store: spend, claims, chargeOf });
}
