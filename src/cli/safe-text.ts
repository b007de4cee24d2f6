/** What moves the cursor, colours, renames the window or turns the line around: it could write anything over the list. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS_BUT_TAB_AND_LINE_BREAK = /(?![\t\n])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The sign for a character that cannot be shown. */
const UNSHOWN = "\ufffd";

/** Text of a stranger as one line of a terminal. */
export const safeLine = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/[\t\r\n]+/g, " ")
    .replaceAll(CONTROLS, UNSHOWN)
    .trim();

/** Text of a stranger with its line breaks. */
export const safeLines = (text: string) =>
  text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(CONTROLS_BUT_TAB_AND_LINE_BREAK, UNSHOWN);

/** The first so many characters, with a sign where there are more. */
export function beginning(line: string, characters: number): string {
  const all = [...line];
  return all.length <= characters ? line : `${all.slice(0, characters).join("")}…`;
}
