import { styleText } from "node:util";

/** What a piece of text means, not which colour it has. */
export type Style = "heading" | "good" | "doubtful" | "bad" | "faint";

/** @returns the text with what has a terminal show it so. Text of a stranger is made safe before. */
export type Paint = (style: Style, text: string) => string;

/** For files, pipes and programs. */
export const plain: Paint = (_, text) => text;

const FORMATS = { heading: "bold", good: "green", doubtful: "yellow", bad: "red", faint: "dim" } as const;

export const inColour: Paint = (style, text) => styleText(FORMATS[style], text, { validateStream: false });

/** @param env `NO_COLOR` with any value but an empty one says no (https://no-color.org), and so does `TERM=dumb`. */
export const paintFor = (
  isTerminal: boolean,
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): Paint => (isTerminal && !NO_COLOR && TERM !== "dumb" ? inColour : plain);
