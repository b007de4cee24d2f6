import { safeLine } from "../safe-text.ts";
import type { Part } from "./examine.ts";
import type { Finding, Level } from "./finding.ts";

const SIGNS: Readonly<Record<Level, string>> = {
  ok: "✓",
  warning: "!",
  failure: "✗",
  unknown: "?",
  accepted: "–",
};

/** For people: a line for each finding, with its remedy below what is wrong, and at the end what it comes to. */
export function report(parts: readonly Part[], where: string): string {
  const groups = parts.map(({ title, findings }) => [title, ...findings.flatMap(lines)].join("\n"));
  const findings = parts.flatMap((part) => part.findings);
  return [`Postern ${where}`, ...groups, summary(findings)].join("\n\n");
}

const lines = ({ level, says, remedy }: Finding): readonly string[] => [
  `  ${SIGNS[level]} ${safeLine(says)}`,
  ...(remedy === undefined ? [] : [`      ${safeLine(remedy)}`]),
];

/** `2 things would stop mail or texts; 1 warning.` */
export function summary(findings: readonly Finding[]): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [failures, warnings, unknowns] = [count("failure"), count("warning"), count("unknown")];
  const accepted = count("accepted");
  const things = (many: number) => `${many} ${many === 1 ? "thing" : "things"}`;
  const none = accepted > 0 ? "Nothing else here would" : "Nothing here would";
  const well = unknowns > 0 ? "Nothing found so far" : `${none} stop mail or texts`;
  return [
    failures > 0 ? `${things(failures)} would stop mail or texts` : well,
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
    ...(unknowns > 0 ? [`${things(unknowns)} could not be looked at`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ]
    .join("; ")
    .concat(".");
}
