import {
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import { callingCodeOf } from "./calling-code.ts";
import type { PhoneFault } from "./phone.ts";

/** Rules that are stricter than the numbering plans, by calling code: how many digits follow it, and how they begin. */
const COUNTRY_RULES: Readonly<Record<string, { readonly digits: number; readonly first: RegExp }>> = {
  // Thai numbers that take texts have nine digits after +66, the first of them 2 to 9.
  "66": { digits: 9, first: /^[2-9]/ },
};

/** Why a number cannot be written to, by the numbering plans of its country; undefined when it can. */
export function faultOf(phone: string): PhoneFault | undefined {
  const number = parse(phone);
  if (number && isValid(phone, number))
    return number.getType() === "PREMIUM_RATE" ? "premium-rate" : undefined;
  return diagnosis(phone);
}

const parse = (phone: string): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(phone, { extract: false });
  // The library mends some numbers (it drops a national prefix): what it would write to is not what was asked.
  return number?.number === phone ? number : undefined;
};

function isValid(phone: string, number: PhoneNumber): boolean {
  const [code, national] = split(phone);
  const rule = COUNTRY_RULES[code];
  return number.isValid() && (!rule || (national.length === rule.digits && rule.first.test(national)));
}

const wouldBeValid = (phone: string) => {
  const number = parse(phone);
  return number !== undefined && isValid(phone, number);
};

/** Only of numbers that are not valid as given: `+66 66…` is a real range, and some countries do dial a zero. */
function diagnosis(phone: string): PhoneFault {
  const [code, national] = split(phone);
  const rule = COUNTRY_RULES[code];
  // No number that a rule of ours allows begins with 0, so there a 0 is wrong whatever follows.
  if (national.startsWith("0") && (rule || wouldBeValid(`+${code}${national.slice(1)}`)))
    return "leading-zero";
  if (national.startsWith(code) && wouldBeValid(`+${national}`)) return "doubled-country-code";
  const length = validatePhoneNumberLength(phone);
  if (length === "TOO_SHORT" || (rule && national.length < rule.digits)) return "too-short";
  if (length === "TOO_LONG" || (rule && national.length > rule.digits)) return "too-long";
  return "not-assigned";
}

function split(phone: string): readonly [code: string, national: string] {
  const digits = phone.slice(1);
  const code = callingCodeOf(digits) ?? "";
  return [code, digits.slice(code.length)];
}
