import { domainHash } from "../../src/email/domain-set.ts";
import type { DropReason, Selection } from "./selection.ts";
import type { Source } from "./sources.ts";

export interface Changes {
  /** Names. */
  readonly came: readonly string[];
  /** Names, as far as they are still known: the asset itself holds hashes only. */
  readonly went: readonly string[];
  readonly wentUnnamed: number;
}

/** What is in `kept` and was not in the asset, and the reverse. @param known where names of what went are looked for. */
export function changesSince(
  former: ReadonlySet<bigint>,
  kept: ReadonlySet<string>,
  known: Iterable<string>,
): Changes {
  const current = new Map([...kept].map((domain) => [domainHash(domain), domain]));
  const gone = new Set([...former].filter((hash) => !current.has(hash)));
  const names = new Set([...known].filter((domain) => gone.has(domainHash(domain))));
  return {
    came: [...current].filter(([hash]) => !former.has(hash)).map(([, domain]) => domain),
    went: [...names].sort(),
    wentUnnamed: gone.size - names.size,
  };
}

export interface Report {
  readonly sources: readonly Source[];
  readonly selection: Selection;
  readonly changes: Changes;
  readonly bytes: number;
}

/** Markdown, for people at a terminal and for a pull request. @param maxNames of each kind. */
export function reportOf({ sources, selection, changes, bytes }: Report, maxNames = 300): string {
  const { kept, dropped } = selection;
  const { came, went, wentUnnamed } = changes;
  const unnamed = wentUnnamed === 0 ? "" : `, ${number(wentUnnamed)} of them without a name`;
  return [
    `${number(kept.size)} disposable domains, ${number(bytes)} bytes.`,
    table(
      "source",
      "entries",
      sources.map(({ name, version, domains }) => [
        [name, version].filter(Boolean).join(" "),
        domains.length,
      ]),
    ),
    table("left out", "entries", [...countsByReason(dropped)]),
    `**Came: ${number(came.length)}**`,
    listing(came, maxNames),
    `**Went: ${number(went.length + wentUnnamed)}${unnamed}**`,
    listing(went, maxNames),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

export function countsByReason(dropped: ReadonlyMap<string, DropReason>): ReadonlyMap<DropReason, number> {
  const counts = new Map<DropReason, number>();
  for (const reason of dropped.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

const number = (value: number) => value.toLocaleString("en");

const table = (left: string, right: string, rows: readonly (readonly [string, number])[]) =>
  [
    `| ${left} | ${right} |`,
    "|---|--:|",
    ...rows.map(([name, count]) => `| ${name} | ${number(count)} |`),
  ].join("\n");

function listing(names: readonly string[], maxNames: number): string {
  const hidden = names.length - maxNames;
  return names.slice(0, maxNames).join(" ") + (hidden > 0 ? ` … and ${number(hidden)} more` : "");
}
