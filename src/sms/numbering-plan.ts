import {
  type NumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import { callingCodeOf } from "./calling-code.ts";
import type { AllowedTypes, PhoneFault } from "./phone.ts";

/** Rules that are stricter than the numbering plans, by calling code: how many digits follow it, and how they begin. */
const COUNTRY_RULES: Readonly<Record<string, { readonly digits: number; readonly first: RegExp }>> = {
  // Thai numbers that take texts have nine digits after +66, the first of them 2 to 9.
  "66": { digits: 9, first: /^[2-9]/ },
};

export interface Judged {
  /** Why the number cannot be written to; undefined when it can. */
  readonly fault: PhoneFault | undefined;
  /** Its length is right, and these plans know no such range. Newer plans may. */
  readonly isInUnknownRange?: true;
}

/** Judges a number by the numbering plan of its country, and by what kind of line it is. */
export function judge(phone: string, allowed: AllowedTypes): Judged {
  const type = typeOf(phone);
  if (!isMobile(type) && hasDoubledCode(phone, type)) return { fault: "doubled-country-code" };
  return type === undefined ? diagnosis(phone) : { fault: FAULTS[type](allowed) };
}

/** Of each kind of line whether it is refused, and as what. Total: a new kind of the library does not compile. */
const FAULTS: Readonly<Record<NonNullable<NumberType>, (allowed: AllowedTypes) => PhoneFault | undefined>> = {
  MOBILE: () => undefined,
  FIXED_LINE_OR_MOBILE: () => undefined,
  FIXED_LINE: ({ landlines }) => (landlines ? undefined : "landline"),
  VOIP: ({ voip }) => (voip ? undefined : "voip"),
  PREMIUM_RATE: () => "premium-rate",
  SHARED_COST: () => "shared-cost",
  TOLL_FREE: () => "toll-free",
  PERSONAL_NUMBER: () => "personal-number",
  PAGER: () => "pager",
  UAN: () => "uan",
  VOICEMAIL: () => "voicemail",
};

const parse = (phone: string): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(phone, { extract: false });
  // The library mends some numbers (it drops a national prefix): what it would write to is not what was asked.
  return number?.number === phone ? number : undefined;
};

/** What kind of line it is; undefined when there can be no such number. */
function typeOf(phone: string): NumberType {
  // The plans know the type of every number that they know. The rules are of numbers that take texts, and landlines take none.
  const type = parse(phone)?.getType();
  return type === "FIXED_LINE" || keepsRule(phone) ? type : undefined;
}

function keepsRule(phone: string): boolean {
  const [code, national] = split(phone);
  const rule = COUNTRY_RULES[code];
  return !rule || (national.length === rule.digits && rule.first.test(national));
}

const isMobile = (type: NumberType) => type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE";

/**
 * `+49 49 151…`, and with what people dial before a country code or after it: `+49 0049 151…`, `+49 49 0151…`. Where the
 * whole is a number too, as in Germany, whose landlines have up to 15 digits, only a mobile number counts: it is what a
 * caller who wants to send a text meant.
 * @param type of the number as given.
 */
function hasDoubledCode(phone: string, type: NumberType): boolean {
  const [code, national] = split(phone);
  const rest = new RegExp(`^(?:00)?${code}0?(?=[1-9])`).exec(national)?.[0].length;
  if (rest === undefined) return false;
  const once = typeOf(`+${code}${national.slice(rest)}`);
  return type === undefined ? once !== undefined : isMobile(once);
}

/** Only of numbers that are not valid as given: `+66 66…` is a real range, and some countries do dial a zero. */
function diagnosis(phone: string): Judged {
  const [code, national] = split(phone);
  const rule = COUNTRY_RULES[code];
  // No number that a rule of ours allows begins with 0, so there a 0 is wrong whatever follows.
  if (national.startsWith("0") && (rule || typeOf(`+${code}${national.slice(1)}`) !== undefined))
    return { fault: "leading-zero" };
  const length = validatePhoneNumberLength(phone);
  if (length === "TOO_SHORT" || (rule && national.length < rule.digits)) return { fault: "too-short" };
  if (length === "TOO_LONG" || (rule && national.length > rule.digits)) return { fault: "too-long" };
  const isPossible = keepsRule(phone) && parse(phone)?.isPossible();
  return { fault: "not-assigned", ...(isPossible && { isInUnknownRange: true }) };
}

function split(phone: string): readonly [code: string, national: string] {
  const digits = phone.slice(1);
  const code = callingCodeOf(digits) ?? "";
  return [code, digits.slice(code.length)];
}
