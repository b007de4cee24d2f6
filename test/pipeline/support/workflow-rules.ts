import { accessSync, constants } from "node:fs";
import { parse } from "yaml";

/** What a workflow must not have. Each rule returns the faults, as sentences. */

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps?: readonly Step[];
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflowOf = (text: string) => parse(text) as Workflow;

/** What GitHub calls the checks of a pull request. Of a matrix, each value makes one; of two dimensions we know nothing. */
export function checksOf({ on, jobs }: Workflow): readonly string[] {
  if (!("pull_request" in on)) return [];
  return Object.entries(jobs).flatMap(([name, { strategy }]) => {
    const [values, ...more] = Object.values(strategy?.matrix ?? {});
    if (more.length > 0) throw new RangeError(`${name} has a matrix of more than one dimension`);
    return values?.map((value) => `${name} (${value})`) ?? [name];
  });
}

/** @param scripts the names of the scripts of package.json. */
export function workflowFaults(text: string, scripts: readonly string[]): readonly string[] {
  const { on, permissions, concurrency, jobs } = workflowOf(text);
  return [
    ...Object.keys(on).flatMap(triggerFault),
    ...(JSON.stringify(permissions) === "{}" ? [] : ["does not begin with no permissions at all"]),
    ...(concurrency === undefined ? ["has no concurrency group"] : []),
    ...pinFaults(text),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      jobFaults(job, scripts).map((fault) => `${name}: ${fault}`),
    ),
  ];
}

/** These run with secrets and a token that writes, on what a stranger proposes. */
const triggerFault = (trigger: string) =>
  ["pull_request_target", "workflow_run", "issue_comment"].includes(trigger) ? [`runs on ${trigger}`] : [];

const PIN = /^[\w.-]+\/[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/;

/** A tag can be moved to other code, a hash cannot. Read off the text, for the version stands in a comment. */
function pinFaults(text: string): readonly string[] {
  const used = [...text.matchAll(/^\s*(?:- )?uses: (?<uses>.+)$/gm)].map(({ groups }) => groups?.uses ?? "");
  return used
    .filter((uses) => !uses.startsWith("./") && !PIN.test(uses))
    .map((uses) => `not pinned: ${uses}`);
}

function jobFaults({ uses, steps = [], ...job }: Job, scripts: readonly string[]): readonly string[] {
  const hasTimeout = uses !== undefined || job["timeout-minutes"] !== undefined;
  return [
    ...(job.permissions === undefined ? ["says no permissions"] : []),
    ...(hasTimeout ? [] : ["may run for six hours"]),
    ...steps.flatMap((step) => [...checkoutFault(step), ...runFault(step, scripts)]),
  ];
}

/** Otherwise the token lies in the checkout, for every script that runs there. */
function checkoutFault({ uses, with: inputs }: Step): readonly string[] {
  const keeps = uses?.startsWith("actions/checkout@") && inputs?.["persist-credentials"] !== false;
  return keeps ? ["keeps the token in the checkout"] : [];
}

function runFault({ run }: Step, scripts: readonly string[]): readonly string[] {
  if (run === undefined) return [];
  // Whatever GitHub fills in, the shell would read as its own. In `env` it stays a value.
  if (run.includes("${{")) return [`fills in before the shell reads: ${run}`];
  if (/[\n;|&`]|\$\(/.test(run)) return [`more than one command: ${run}`];
  return isKnown(run, scripts) ? [] : [`neither a script nor a known command: ${run}`];
}

const COMMANDS = [/^npm (?:ci|test)$/, /^npm publish /, /^gh release create /];

function isKnown(run: string, scripts: readonly string[]): boolean {
  const [first = "", second = "", third = ""] = run.split(" ");
  if (first === "npm" && second === "run") return scripts.includes(third);
  if (first === "node") return isFile(second, constants.R_OK);
  if (first.startsWith("scripts/")) return isFile(first, constants.X_OK);
  return COMMANDS.some((command) => command.test(run));
}

function isFile(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
