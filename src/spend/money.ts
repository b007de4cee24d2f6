/**
 * Money is counted in millionths of a US dollar, as whole numbers: ten thousand sums of 0.1 are exact then, and a database
 * that counts in decimals agrees.
 */
const MICRO_USD = 1_000_000;
const DECIMALS = 6;

/** Why a text is no amount. `too-fine`: it says less than a millionth, which could only be kept rounded. */
export type AmountFault = "not-an-amount" | "too-fine";

/** Reads dollars such as `0.0079`, at most 999,999 of them, digit by digit: no float has it in between. */
export function parseUsd(text: string): number | AmountFault {
  const { whole, decimals = "" } = /^(?<whole>\d{1,6})(?:\.(?<decimals>\d{1,20}))?$/.exec(text)?.groups ?? {};
  if (whole === undefined) return "not-an-amount";
  const told = decimals.replace(/0+$/, "");
  if (told.length > DECIMALS) return "too-fine";
  return Number(whole) * MICRO_USD + Number(told.padEnd(DECIMALS, "0"));
}

/** Dollars that were read as a number, to the hundredth of a cent. */
export const microUsdOf = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : Math.round(usd * MICRO_USD);

/** The shortest text that reads back as the same amount: `0.0079`, `5`. */
export function usdText(microUsd: number): string {
  const whole = Math.floor(microUsd / MICRO_USD);
  const decimals = String(microUsd % MICRO_USD)
    .padStart(DECIMALS, "0")
    .replace(/0+$/, "");
  return decimals === "" ? String(whole) : `${whole}.${decimals}`;
}
