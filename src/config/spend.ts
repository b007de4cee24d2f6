import { callingCodeOf } from "../sms/calling-code.ts";
import { type AmountsByCode, OTHERS } from "../spend/destination.ts";
import { parseUsd } from "../spend/money.ts";
import type { Kind, Parsed, Schema } from "./setting.ts";

/** US dollars, read to millionths of them. 0 is a mistake: elsewhere it means off, and here it would mean nothing at all. */
export const usd: Kind<number> = {
  shape: "an amount above 0 in USD, such as 0.50, with at most six decimals",
  parse: (value) => {
    const amount = amountOf(value);
    return typeof amount === "number" ? { ok: true, value: amount } : { ok: false, fault: amount };
  },
};

/** `66=0.025,1=0.0079,*=0.3`: amounts by calling codes or longer prefixes, and one for all others. */
export const usdByCode: Kind<AmountsByCode> = {
  shape: "calling codes with amounts in USD, comma-separated, and * for all others",
  parse: (value) => {
    const entries = value
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
    const amounts = new Map<string, number>();
    for (const [index, entry] of entries.entries()) {
      const [code = "", text = "", ...more] = entry.split("=").map((part) => part.trim());
      const digits = code.replace(/^\+/, "");
      const amount = amountOf(text);
      if (!isCode(digits) || more.length > 0)
        return wrong(index, "is not CODE=AMOUNT with a calling code or *");
      if (typeof amount !== "number") return wrong(index, amount);
      if (amounts.has(digits)) return wrong(index, "names a code for the second time");
      amounts.set(digits, amount);
    }
    return amounts.size > 0 ? { ok: true, value: amounts } : { ok: false, fault: "has no entry" };
  },
};

/** Amount in microUsd, or what is wrong with it. */
function amountOf(text: string): number | string {
  const amount = parseUsd(text);
  switch (amount) {
    case "not-an-amount":
      return "is not an amount in USD such as 0.50, below 1,000,000";
    case "too-fine":
      return "has more than six decimals: money is counted in millionths of a dollar";
    case 0:
      return "is 0: an amount must be above it";
    default:
      return amount;
  }
}

const isCode = (code: string) => code === OTHERS || (/^\d+$/.test(code) && callingCodeOf(code) !== undefined);

const wrong = (index: number, fault: string): Parsed<never> => ({
  ok: false,
  fault: `has an entry (number ${index + 1}) that ${fault}`,
  remedy:
    "Write digits of at least a whole calling code, an equals sign, and dollars: 66=0.025,1876=0.2,*=0.3.",
});

/** What a function reads that sends mail under a ceiling. */
export const mailSpendSchema = {
  DAILY_SPEND_LIMIT_USD: {
    kind: usd,
    about: "Most that all mails of a day (UTC) may cost, estimated at 0.00016 USD each. Absent: no ceiling.",
    example: "5",
  },
} as const satisfies Schema;

/** What a function reads that sends texts under a ceiling. */
export const textSpendSchema = {
  DAILY_SPEND_LIMIT_USD: {
    kind: usd,
    about: "Most that all texts of a day (UTC) may cost, by estimate. Absent: no ceiling.",
    example: "5",
  },
  COUNTRY_SPEND_LIMITS_USD: {
    kind: usdByCode,
    about:
      "Most that the texts of a day to one country may cost; `*` is for each country that has no limit of its own.",
    example: "66=5,1=20,*=2",
  },
  SMS_PRICES_USD: {
    kind: usdByCode,
    about:
      "What one segment costs you, by calling code. Where it says nothing, the dearest of what both providers are known to cost is taken, else 0.3.",
    example: "66=0.025,1=0.0079,*=0.3",
  },
} as const satisfies Schema;

interface TextLimits {
  readonly DAILY_SPEND_LIMIT_USD: number | undefined;
  readonly COUNTRY_SPEND_LIMITS_USD: AmountsByCode | undefined;
}

/** Whether texts have a ceiling at all. */
export const hasTextCeiling = ({ DAILY_SPEND_LIMIT_USD, COUNTRY_SPEND_LIMITS_USD }: TextLimits) =>
  DAILY_SPEND_LIMIT_USD !== undefined || COUNTRY_SPEND_LIMITS_USD !== undefined;
