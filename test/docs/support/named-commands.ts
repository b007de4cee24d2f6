import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { bareShell } from "../../../src/cli/bare-shell.ts";
import { type Command, done, type Group, isGroup, type Shell } from "../../../src/cli/command.ts";
import { postern } from "../../../src/cli/commands.ts";
import { run } from "../../../src/cli/run.ts";
import { readStage } from "../../../src/cli/stage.ts";
import { ROOT, readHere } from "./documents.ts";
import { blockLinesOf, type Placed, spansOf } from "./markdown.ts";

const POSTERN = /(?<!["\w./-]|npm install )(?:npx )?postern (?<call>[a-z[…-][^|;&<>()#]*)/g;
const NPM = /(?<![\w./-])npm (?<name>[a-z][\w-]*)(?: (?<script>[\w:-]+))?/g;
/** Of npm's own commands, those that documents use. */
const NPM_ITSELF = ["audit", "ci", "install", "ls", "version"];

/** Every `postern …` and `npm …` of a document that there is not, with its line: run here or not. */
export async function unknownCommandsIn(document: string, markdown: string): Promise<readonly string[]> {
  const blocks = blockLinesOf(markdown, ["sh", "text"]);
  const spans = spansOf(markdown);
  const faults = await Promise.all([
    ...blocks.map(async (said) => [...(await misuses(said, "call")), ...missingScripts(document, said)]),
    ...spans.map(async (said) => [...(await misuses(said, "name")), ...missingScripts(document, said)]),
  ]);
  return faults.flat().map((fault) => `${document}:${fault}`);
}

/** Running text names commands without what they need: `keys rotate`. Help is what such a call can ask for. */
async function misuses({ line, text }: Placed, as: "call" | "name"): Promise<readonly string[]> {
  const calls = Array.from(text.matchAll(POSTERN), ({ groups }) => argumentsOf(groups?.call ?? ""));
  const endings = calls.map((call) =>
    run(CALLED_ONLY, as === "call" ? call : [...call, "--help"], bareShell),
  );
  return (await Promise.all(endings)).flatMap(({ exitCode, stderr }) =>
    exitCode === 0 ? [] : [`${line}: ${text.trim()}: ${stderr.trim()}`],
  );
}

/** `[ID...]` and `[--days 7]` may be left out, so they may be there; `…` is whatever the reader wants. */
const argumentsOf = (call: string) =>
  call
    .replaceAll(/"[^"]*"|'[^']*'/g, "QUOTED")
    .replaceAll(/[[\]…]|\.\.\./g, " ")
    .trim()
    .split(/\s+/);

/** The commands, called and not run, but for what they make of `--stage`. */
const called = (entry: Command | Group): Command | Group =>
  isGroup(entry) ? calledOf(entry) : { ...entry, run: async ({ stage }, shell) => answerTo(stage, shell) };
const calledOf = (group: Group): Group => ({
  ...group,
  commands: Object.fromEntries(Object.entries(group.commands).map(([name, entry]) => [name, called(entry)])),
});
const CALLED_ONLY = calledOf(postern);

function answerTo(stage: unknown, shell: Shell) {
  const staged = readStage(typeof stage === "string" ? stage : undefined, shell);
  return staged.ok ? done({}, "") : staged;
}

function missingScripts(document: string, { line, text }: Placed): readonly string[] {
  const scripts = scriptsFor(document);
  return Array.from(text.matchAll(NPM), ({ groups: { name = "", script = "" } = {} }) => {
    if (name !== "run" && NPM_ITSELF.includes(name)) return [];
    const wanted = name === "run" ? script : name;
    return Object.hasOwn(scripts, wanted) ? [] : [`${line}: npm has no "${wanted}" here`];
  }).flat();
}

/** An example has scripts of its own. */
export function scriptsFor(document: string): Readonly<Record<string, string>> {
  const own = join(dirname(document), "package.json");
  return JSON.parse(readHere(existsSync(join(ROOT, own)) ? own : "package.json")).scripts ?? {};
}
