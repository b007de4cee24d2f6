import type { Kind } from "../config/setting.ts";

/**
 * Reads an option by the rule of the setting that it is elsewhere.
 * @throws TypeError that names the option and the remedy, without the value: it may be a secret.
 */
export function readOption<T>(call: string, name: string, kind: Kind<T>, given: unknown): T {
  const parsed = typeof given === "string" ? kind.parse(given) : { ok: false as const, fault: "is not text" };
  if (parsed.ok) return parsed.value;
  throw new TypeError(`${call}: ${name} ${parsed.fault}. ${remedyOf(parsed) ?? `It must be ${kind.shape}.`}`);
}

const remedyOf = (faulty: { readonly remedy?: string }) => faulty.remedy;

/** The same for an option that may be left out. */
export const readOptional = <T>(call: string, name: string, kind: Kind<T>, given: unknown): T | undefined =>
  given === undefined ? undefined : readOption(call, name, kind, given);

/** @throws TypeError that names the option, when a number is no whole one in the range. */
export function checkCount(call: string, name: string, count: unknown, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? "" : `, at most ${max}`;
  throw new TypeError(`${call}: ${name} must be a whole number above 0${range}`);
}

/** @throws TypeError that names the option, when it is given and is neither true nor false: `"false"` would switch it on. */
export function checkFlag(call: string, name: string, flag: unknown): void {
  if (flag !== undefined && typeof flag !== "boolean")
    throw new TypeError(`${call}: ${name} must be true or false`);
}
