import { PROTECTIONS, type ProtectedFunction, type Protection } from "../../config/protections.ts";
import { OTHERS } from "../../spend/destination.ts";
import { microUsdOf, usdText } from "../../spend/money.ts";
import { priceBook } from "../../spend/price-book.ts";
import { textsFor } from "../../spend/texts.ts";
import type { Check } from "./checks.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** What protects money and messages, and is off. The settings of the functions tell it: nothing is asked. */
export const protections: Subject = {
  title: "Protections",
  permissions: [],
  look: async ({ stage, settings }) => [
    ...Object.values(PROTECTIONS).flatMap((protection) => findingsOf(protection, settings, stage)),
    ...whatTheMoneyIs(settings),
  ],
};

type Checked = Protection & { readonly check: Check };

function findingsOf(
  protection: Checked,
  settings: Deployment["settings"],
  stage: Deployment["stage"],
): readonly Finding[] {
  const { check, title, whenOff, parameter, value } = protection;
  const having = (Object.entries(protection.settings) as [ProtectedFunction, string][]).filter(([name]) =>
    usesIt(name, check, settings),
  );
  const off = having.filter(([name, setting]) => !isOn(name, setting, settings));
  if (off.length === 0) {
    const names = having.map(([name]) => name).join(", ");
    return having.length === 0 ? [] : [ok(check, `${capitalized(title)}: on (${names}).`)];
  }
  const names = off.map(([name, setting]) => `${setting} of ${name}`).join(", ");
  const lines = [...new Set(off.map(([, setting]) => `${setting}=${value}`))].join(" and ");
  const remedy =
    stage === "local" ? `Set ${lines}.` : `Deploy with the parameter ${parameter}=${value}, or set ${lines}.`;
  return [warning(check, `${capitalized(whenOff)}: ${names} is off.`, remedy)];
}

/** Only a function that sends by itself can be protected so. */
function usesIt(name: ProtectedFunction, check: Check, settings: Deployment["settings"]): boolean {
  if (settings[name] === undefined) return false;
  // The ceiling of mails that wait in the queue is the one of deliver.
  if (name === "contact" && check === "mail-spend-limit") return settings.contact?.DELIVERY !== "queue";
  // Without the credentials no text goes out of the queue.
  if (name === "deliver" && check === "text-spend-limit")
    return settings.deliver?.CLICKSEND_SECRET_ARN !== undefined;
  return true;
}

function isOn(name: ProtectedFunction, setting: string, settings: Deployment["settings"]): boolean {
  const own: Readonly<Record<string, unknown>> = settings[name] ?? {};
  return Boolean(own[setting]) || limitsEachCountry(name, setting, own);
}

/** A limit for each country that has none of its own leaves no text without a limit. */
function limitsEachCountry(
  name: ProtectedFunction,
  setting: string,
  { COUNTRY_SPEND_LIMITS_USD: limits }: Readonly<Record<string, unknown>>,
): boolean {
  const isOfTexts = name === "sms" || setting === "TEXT_DAILY_SPEND_LIMIT_USD";
  return (
    isOfTexts && setting.endsWith("DAILY_SPEND_LIMIT_USD") && limits instanceof Map && limits.has(OTHERS)
  );
}

/** Of how many countries it is told: more would be read by no person. */
const COUNTRIES = 6;
/** Where nothing says where texts go. */
const USUAL_CODES = ["1", "44", "49", "66", "81"];

/** How many texts the day's money pays for, where they go. */
function whatTheMoneyIs({ sms }: Deployment["settings"]): readonly Finding[] {
  if (sms?.DAILY_SPEND_LIMIT_USD === undefined) return [];
  const { DAILY_SPEND_LIMIT_USD: limitMicroUsd, SMS_PRICES_USD: yours, SNS_MAX_PRICE_USD } = sms;
  const prices = priceBook({ yours, snsMaxMicroUsd: microUsdOf(SNS_MAX_PRICE_USD) });
  const limits = { limitMicroUsd, countryLimits: sms.COUNTRY_SPEND_LIMITS_USD };
  const named = [sms.ALLOWED_COUNTRY_CODES, [...(yours?.keys() ?? [])].filter((code) => code !== OTHERS)];
  const codes = (named.find((each) => each.length > 0) ?? USUAL_CODES).slice(0, COUNTRIES);
  const counts = codes.map((code) => {
    const isUnknown = prices.estimate(code).because === "dearest";
    return `${textsFor(code, prices, limits)} to +${code}${isUnknown ? " (price not known)" : ""}`;
  });
  const says = `Your ${usdText(limitMicroUsd)} USD a day are so many texts of one segment: ${counts.join(", ")}.`;
  return [ok("text-spend-limit", says)];
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
