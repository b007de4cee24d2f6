import { callingCodeOf } from "../sms/calling-code.ts";
import type { Kind } from "./setting.ts";

/** For a list that has a default and is meant to be empty. */
const NONE = "NONE";

/**
 * Calling codes, or longer prefixes such as 1876, comma-separated. Blanks between commas, spaces and a leading + do not
 * count: a stray comma must not block everyone. What is shorter than a calling code is a mistake: 25 would block nine
 * countries.
 * @param whenEmpty what a list without entries stands for.
 */
export function callingCodes(whenEmpty: readonly string[]): Kind<readonly string[]> {
  return {
    shape: "calling codes, comma-separated, or NONE",
    parse: (value) => {
      if (value.toUpperCase() === NONE) return { ok: true, value: [] };
      const codes = value
        .split(",")
        .map((entry) => entry.trim().replace(/^\+/, ""))
        .filter((entry) => entry !== "");
      const wrong = codes.findIndex((code) => !/^\d+$/.test(code) || callingCodeOf(code) === undefined);
      if (wrong === -1) return { ok: true, value: codes.length > 0 ? codes : whenEmpty };
      return {
        ok: false,
        fault: `has an entry (number ${wrong + 1}) that is not a calling code`,
        remedy: "Write digits only, and at least a whole calling code: 228,996,1876.",
      };
    },
  };
}
