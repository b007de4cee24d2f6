/** A block of code. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Of its opening line, from 1. */
  readonly line: number;
  /** What the HTML comment on the line before it says. */
  readonly remark: string | undefined;
  /** Whether nothing stands between it and the fence before it. */
  readonly follows: boolean;
}

const OPENING = /^(?<indent> *)(?<mark>`{3,}) *(?<language>\S*)/;
const COMMENT = /^ *<!-- (?<remark>.*) -->$/;

/** The blocks of code of a document, also of those in its lists. */
export function fencesOf(markdown: string): readonly Fence[] {
  const lines = markdown.split("\n");
  const fences: Fence[] = [];
  let endBefore = -1;
  for (let at = 0; at < lines.length; at += 1) {
    const opening = OPENING.exec(lines[at] ?? "")?.groups;
    if (opening === undefined) continue;
    const { indent = "", mark = "", language = "" } = opening;
    const closing = lines.findIndex((line, index) => index > at && line.trim() === mark);
    const end = closing === -1 ? lines.length : closing;
    fences.push({
      language,
      text: lines
        .slice(at + 1, end)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join("\n"),
      line: at + 1,
      remark: COMMENT.exec(lines[at - 1] ?? "")?.groups?.remark,
      follows: endBefore >= 0 && lines.slice(endBefore + 1, at).every((line) => line.trim() === ""),
    });
    endBefore = end;
    at = end;
  }
  return fences;
}

/** A document without its blocks of code, line by line where it was. */
export function proseOf(markdown: string): string {
  const lines = markdown.split("\n");
  for (const { line, text } of fencesOf(markdown))
    lines.fill("", line - 1, line + text.split("\n").length + 1);
  return lines.join("\n");
}

/** Something that stands in a document, with its line, from 1. */
export interface Placed {
  readonly line: number;
  readonly text: string;
}

/** The lines of blocks in one of these languages. One that ends with `\\` goes on with the next. */
export function blockLinesOf(markdown: string, languages: readonly string[]): readonly Placed[] {
  return fencesOf(markdown)
    .filter(({ language }) => languages.includes(language))
    .flatMap((fence) => {
      const lines: Placed[] = [];
      let begun = "";
      for (const [index, text] of fence.text.split("\n").entries()) {
        const goesOn = text.endsWith("\\");
        begun += goesOn ? text.slice(0, -1) : text;
        if (goesOn) continue;
        lines.push({ line: fence.line + index + 1, text: begun });
        begun = "";
      }
      return lines;
    });
}

/** What stands in backticks in running text. */
export const spansOf = (markdown: string): readonly Placed[] =>
  proseOf(markdown)
    .split("\n")
    .flatMap((prose, index) =>
      Array.from(prose.matchAll(/(?<ticks>`+)(?<text>.+?)\k<ticks>(?!`)/g), ({ groups }) => ({
        line: index + 1,
        text: groups?.text ?? "",
      })),
    );

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const anchor = heading
      .replace(/\[(?<text>[^\]]*)\]\([^)]*\)/g, "$<text>")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
      .replaceAll(" ", "-");
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}
