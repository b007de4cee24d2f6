/**
 * Whether a program printed what a document shows beneath it. `…` stands for whatever is there: an id, a time, a key;
 * alone on its line, for any lines. Blanks in a row count as one, as columns grow with what stands in them, and empty
 * lines count nothing.
 */
export function isAsShown(shown: string, printed: string): boolean {
  const pattern = tidy(shown)
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll(/^…$/gm, "[^]*")
    .replaceAll("…", ".*");
  return new RegExp(`^${pattern}$`).test(tidy(printed));
}

/** The same for a block of JSON, which a document may lay out and order as it likes. */
export function isJsonAsShown(shown: string, printed: string): boolean {
  return isAsShown(laidOut(shown) ?? shown, laidOut(printed) ?? printed);
}

const tidy = (text: string) =>
  text
    .trim()
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ ?\n\s*/g, "\n");

function laidOut(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(json, ordered), null, 1);
  } catch {
    return undefined;
  }
}

const ordered = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
