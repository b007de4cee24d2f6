import { domainToASCII } from "node:url";
import { getDomain } from "tldts";
import { withParents } from "../../src/email/domain-set.ts";
import type { References } from "./references.ts";
import type { Selection } from "./selection.ts";
import type { Source } from "./sources.ts";

export interface Measured {
  readonly sources: readonly Source[];
  readonly selection: Selection;
  readonly references: References;
}

/** How much of each source the list refuses. */
export interface Recall {
  readonly source: Source;
  readonly refused: number;
}

/** How many domains of real people and sites the list refuses. */
export interface FalsePositives {
  readonly from: string;
  readonly domains: number;
  /** Names. Some of them are services of throw-away mailboxes all the same. */
  readonly refused: readonly string[];
  /** How many the sources would refuse without any rule. */
  readonly refusedBySources: number;
}

export function recallOf({ sources, selection }: Measured): readonly Recall[] {
  const isRefused = refusedBy(selection.kept);
  return sources.map((source) => ({ source, refused: source.domains.filter(isRefused).length }));
}

export function falsePositivesOf({ sources, selection, references }: Measured): readonly FalsePositives[] {
  const isRefused = refusedBy(selection.kept);
  const isListed = refusedBy(new Set(sources.flatMap(({ domains }) => domains.map(domainToASCII))));
  return references.real.map(({ name, domains }) => {
    const registered = [...new Set([...domains].map((domain) => getDomain(domain) ?? domain))];
    return {
      from: name,
      domains: registered.length,
      refused: registered.filter(isRefused).sort(),
      refusedBySources: registered.filter(isListed).length,
    };
  });
}

function refusedBy(listed: ReadonlySet<string>): (domain: string) => boolean {
  return (domain) => withParents(domainToASCII(domain)).some((each) => listed.has(each));
}

/** Markdown, for docs/email-lists.md and for people at a terminal. */
export function qualityReport(measured: Measured): string {
  const recall = recallOf(measured).map(
    ({ source: { name, version, evidence, domains }, refused }) =>
      `| ${[name, version].filter(Boolean).join(" ")} | ${evidence} | ${number(domains.length)} | ${number(refused)} | ${percent(refused, domains.length)} |`,
  );
  const real = falsePositivesOf(measured).map(
    ({ from, domains, refused, refusedBySources }) =>
      `| ${from} | ${number(domains)} | ${number(refusedBySources)} | ${number(refused.length)} | ${percent(refused.length, domains)} | ${refused.join(" ")} |`,
  );
  return [
    "| source | evidence | entries | refused | recall |",
    "|---|---|--:|--:|--:|",
    ...recall,
    "",
    "| real domains | number | listed by a source | refused | share | which |",
    "|---|--:|--:|--:|--:|---|",
    ...real,
  ].join("\n");
}

const number = (value: number) => value.toLocaleString("en");

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(3)} %`;

const BEGIN = "<!-- npm run lists -->\n";
const END = "\n<!-- end -->";

/**
 * @param document Markdown with a place for the report.
 * @throws Error when there is no such place.
 */
export function withQualityReport(document: string, report: string): string {
  const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`A document needs ${BEGIN.trim()} and ${END.trim()}`);
  return document.slice(0, before + BEGIN.length) + report + document.slice(after);
}
