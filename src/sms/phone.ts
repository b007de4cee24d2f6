import { type Check, passed, refuse } from "../gate/check.ts";
import { type CountryPolicy, callingCodeOf, mayWriteTo } from "./calling-code.ts";
import { areOld } from "./plans-age.ts";

interface Phone {
  readonly phone: string;
}

/** What is wrong with a number, in one word; `wording.ts` says it in a sentence. */
export type PhoneFault =
  | "not-e164"
  | "leading-zero"
  | "doubled-country-code"
  | "too-short"
  | "too-long"
  | "not-assigned"
  | "repeated"
  | "sequential"
  | "landline"
  | "voip"
  | "premium-rate"
  | "shared-cost"
  | "toll-free"
  | "personal-number"
  | "pager"
  | "uan"
  | "voicemail";

/** Kinds of lines that are written to beside mobile numbers. The others take no texts, or make them dear. */
export interface AllowedTypes {
  readonly voip: boolean;
  readonly landlines: boolean;
}

const invalid = (fault: PhoneFault) => refuse("INVALID_PHONE", { notes: { fault } });

/**
 * `+` and 7 to 15 digits, in ASCII (ITU-T E.164). Parsers forgive Arabic-Indic digits, spaces and zero-width
 * characters, and then ten spellings of one number have ten limits.
 */
export const e164: Check<Phone, void, "INVALID_PHONE"> = {
  name: "e164",
  run: ({ phone }) => (/^\+[1-9]\d{6,14}$/.test(phone) ? passed : invalid("not-e164")),
};

export function country(policy: CountryPolicy): Check<Phone, void, "BLOCKED_COUNTRY"> {
  return {
    name: "country",
    run: ({ phone }) => (mayWriteTo(phone.slice(1), policy) ? passed : refuse("BLOCKED_COUNTRY")),
  };
}

/**
 * Whether the number can exist and be written to. Needs the numbering plans, which are loaded with the first number
 * that comes this far.
 */
export const plausible = (allowed: AllowedTypes, plansDate: string): Check<Phone, void, "INVALID_PHONE"> => ({
  name: "plausible",
  run: async ({ phone }, { nowMs }) => {
    const digits = phone.slice(1);
    if (isRepeated(digits)) return invalid("repeated");
    if (isSequential(digits)) return invalid("sequential");
    const { judge } = await import("./numbering-plan.ts");
    const { fault, isInUnknownRange } = judge(phone, allowed);
    // Old plans do not tell a number that does not exist from one in a range that is newer than they are.
    if (isInUnknownRange && areOld(plansDate, nowMs)) {
      return { ...passed, notes: { unknown_range: 1, numbering_plans: plansDate } };
    }
    return fault === undefined ? passed : invalid(fault);
  },
});

/** The whole national number is one digit. */
function isRepeated(digits: string): boolean {
  const national = digits.slice(callingCodeOf(digits)?.length ?? 0);
  return new Set(national).size === 1;
}

/**
 * The whole number is one run up or down, as in +123456789. Any shorter run refuses people: +66812345678 and
 * +60123456789 are real, and wrapping from 9 to 0 would refuse +819012345678.
 */
function isSequential(digits: string): boolean {
  const step = Number(digits[1]) - Number(digits[0]);
  if (Math.abs(step) !== 1) return false;
  return [...digits].every(
    (digit, index) => index === 0 || Number(digit) - Number(digits[index - 1]) === step,
  );
}
