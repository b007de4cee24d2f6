import { safeLines } from "../safe-text.ts";

/**
 * How a spreadsheet tells a formula, also when it comes in quotes; some take the full-width signs as well. A visitor's
 * `=HYPERLINK(…)` would run in the owner's.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * Rows as CSV (RFC 4180): every field in quotes, lines end with CR LF. What would be a formula begins with `'`, and nothing
 * moves a terminal.
 */
export const csv = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");

function quoted(text: string): string {
  const safe = safeLines(text);
  return `"${(FORMULA.test(safe) ? `'${safe}` : safe).replaceAll('"', '""')}"`;
}
