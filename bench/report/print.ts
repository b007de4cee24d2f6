import type { Section, Target } from "./section.ts";

/** How a report is written: for a terminal, or as Markdown for the documentation. */
export interface Style {
  heading(text: string): string;
  paragraph(text: string): string;
  list(items: readonly string[]): string;
  table(head: readonly string[], rows: readonly (readonly string[])[]): string;
}

export function printed(style: Style, machine: readonly string[], sections: readonly Section[]): string {
  const targets = sections.flatMap((section) => section.targets);
  return [
    style.list(machine),
    style.paragraph("Every figure is a median, with its first and third quartile in brackets."),
    ...sections.flatMap(({ title, notes, head, rows }) => [
      style.heading(title),
      ...notes.map(style.paragraph),
      style.table(head, rows),
    ]),
    style.heading("Targets"),
    style.list(targets.map(verdict)),
  ].join("\n\n");
}

const verdict = ({ met, sentence }: Target) => `${met ? "met" : "MISSED"}: ${sentence}`;
