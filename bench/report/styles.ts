import type { Style } from "./print.ts";

export const markdown: Style = {
  heading: (text) => `## ${text}`,
  paragraph: (text) => text,
  list: (items) => items.map((item) => `- ${item}`).join("\n"),
  table: (head, rows) =>
    [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n"),
};

const TERMINAL_COLUMNS = 100;

export const terminal: Style = {
  heading: (text) => `${text}\n${"=".repeat(text.length)}`,
  paragraph: wrapped,
  list: (items) => items.map((item) => `  ${item}`).join("\n"),
  table: (head, rows) => {
    const widths = head.map((_, column) =>
      Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
    );
    const line = (cells: readonly string[]) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ");
    return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
  },
};

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + word.length < TERMINAL_COLUMNS) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
