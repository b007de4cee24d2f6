import type { Paint, Style } from "../paint.ts";
import { safeLine } from "../safe-text.ts";
import type { Part } from "./examine.ts";
import type { Finding, Level } from "./finding.ts";

const SIGNS: Readonly<Record<Level, readonly [sign: string, style: Style]>> = {
  ok: ["✓", "good"],
  warning: ["!", "doubtful"],
  failure: ["✗", "bad"],
  unknown: ["?", "doubtful"],
  accepted: ["–", "faint"],
};

/** For people: a line for each finding that is shown, with its remedy below what is wrong, and at the end what all come to. */
export function report(
  parts: readonly Part[],
  isShown: (finding: Finding) => boolean,
  where: string,
  paint: Paint,
): string {
  const groups = parts.flatMap(({ title, findings }) => {
    const lines = findings.filter(isShown).flatMap((finding) => linesOf(finding, paint));
    return lines.length === 0 ? [] : [[paint("heading", title), ...lines].join("\n")];
  });
  const findings = parts.flatMap((part) => part.findings);
  return [`Postern ${where}`, ...groups, paint(styleOf(findings), summary(findings))].join("\n\n");
}

function linesOf({ level, says, remedy }: Finding, paint: Paint): readonly string[] {
  const [sign, style] = SIGNS[level];
  return [
    `  ${paint(style, sign)} ${safeLine(says)}`,
    ...(remedy === undefined ? [] : [`      ${safeLine(remedy)}`]),
  ];
}

/** The gravest there is decides. */
function styleOf(findings: readonly Finding[]): Style {
  const levels = findings.map(({ level }) => level);
  if (levels.includes("failure")) return "bad";
  return levels.includes("unknown") || levels.includes("warning") ? "doubtful" : "good";
}

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
