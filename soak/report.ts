import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem, type } from "node:os";
import { ODDS, type Plan } from "./plan.ts";
import type { Findings } from "./soak.ts";

/** Why a run failed; empty when it did not. */
export function faultsOf(
  plan: Plan,
  { accepted, lost, duplicates, bound, killed }: Findings,
): readonly string[] {
  const { byKill, byUnknown, unexplained } = duplicates;
  return [
    ...(lost.length > 0 ? [`${lost.length} lost: ${some(lost)}`] : []),
    ...(unexplained.length > 0 ? [`${unexplained.length} duplicates unexplained: ${some(unexplained)}`] : []),
    ...(byKill + byUnknown > bound.byKill + bound.byUnknown ? ["more duplicates than the bound"] : []),
    ...(accepted < plan.messages ? [`${plan.messages - accepted} were not answered 200`] : []),
    ...(killed < plan.kills ? [`only ${killed} kills`] : []),
  ];
}

const some = (messages: readonly number[]) =>
  `${messages.slice(0, 10).join(", ")}${messages.length > 10 ? " …" : ""}`;

/** One table, as Markdown. */
export function reportOf(plan: Plan, findings: Findings): string {
  const { accepted, mails, digests, digested, lost, duplicates, bound } = findings;
  const rows = [
    ["date", new Date().toISOString().slice(0, 10)],
    [
      "machine",
      `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores, ${gibibytes()} GiB, ${type()}`,
    ],
    ["versions", `Node ${process.versions.node}, ${["fauxqs", "dynalite"].map(withVersion).join(", ")}`],
    ["seed", `${plan.seed}${plan.speed === 1 ? "" : `, clock × ${plan.speed}`}`],
    ["took", `${(findings.tookMs / 1_000).toFixed(0)} s, ${plan.workers} workers at a time`],
    [
      "workers killed",
      `${findings.killed}, ${findings.killsBeforeWritingDown} of them after a send and before its record`,
    ],
    ["workers out of time", `${findings.timedOut}`],
    [
      "SES",
      `${percent(ODDS.refused)} refused; ${percent(ODDS.dropped + ODDS.hung)} accepted without an answer`,
    ],
    [
      "SQS",
      `${percent(ODDS.twice)} handed over twice; ${findings.replayed} replayed from the dead-letter queue`,
    ],
    ["mails accepted", `${mails}, ${digests} of them digests with ${digested} messages`],
    ["messages answered 200", `${accepted}`],
    ["**lost**", `**${lost.length}**`],
    ["duplicates by a kill", `${duplicates.byKill}, at most ${bound.byKill}`],
    ["duplicates by an unknown outcome", `${duplicates.byUnknown}, at most ${bound.byUnknown}`],
    ["**duplicates unexplained**", `**${duplicates.unexplained.length}**`],
  ];
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
const gibibytes = () => Math.round(totalmem() / 2 ** 30);

function withVersion(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${(JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version}`;
}
