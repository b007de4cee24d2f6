import { parseArgs } from "node:util";
import {
  COMMON_OPTIONS,
  type Command,
  type Group,
  isGroup,
  misused,
  type Outcome,
  type Shell,
} from "./command.ts";
import { commandHelp, groupHelp } from "./help.ts";
import { nearest } from "./nearest.ts";
import { safeLines } from "./safe-text.ts";

/** What the process is to print, and how it ends: 0 done, 1 failed or found bad, 2 called wrongly. */
export interface Ending {
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what the arguments say. Nothing is printed here, and nothing of the process is read but by way of the shell. */
export async function run(root: Group, args: readonly string[], shell: Shell): Promise<Ending> {
  const path: string[] = ["postern"];
  let entry: Command | Group = root;
  let rest = args;
  while (isGroup(entry)) {
    const [name, ...others] = rest;
    if (name === "--help" || name === "-h") return printed(groupHelp(path, entry, shell.paint));
    if (name === "--version" && entry === root) return printed(shell.readVersion());
    if (name === undefined)
      return { exitCode: 2, stdout: "", stderr: groupHelp(path, entry, shell.paintError) };
    // "help keys create" and "keys help create" ask for what "keys create --help" does.
    if (name === "help") return run(root, [...path.slice(1), ...others, "--help"], shell);
    const next = entryOf(entry, name);
    if (next === undefined) return ending(unknown(path, entry, name), shell);
    path.push(name);
    [entry, rest] = [next, others];
  }
  return runCommand(path.join(" "), entry, rest, shell);
}

const entryOf = ({ commands }: Group, name: string): Command | Group | undefined =>
  Object.hasOwn(commands, name) ? commands[name] : undefined;

async function runCommand(name: string, command: Command, args: readonly string[], shell: Shell) {
  const remedy = `${name} --help shows how it is called.`;
  const options = { ...command.options, ...COMMON_OPTIONS };
  let values: Readonly<Record<string, string | boolean | undefined>>;
  let positionals: readonly string[];
  try {
    ({ values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true }));
  } catch (error) {
    if (!isMisuse(error)) throw error;
    const meant = optionMeant(error.message, Object.keys(options));
    return ending(misused(firstSentence(error.message) + didYouMean(meant), remedy), shell);
  }
  if (values.help) return printed(commandHelp(name, command, shell.paint));

  const wrong = wrongCall(command, values, positionals);
  if (wrong !== undefined) return ending(misused(wrong, remedy), shell);
  const operands = command.operands.map((operand, index) => [operand, positionals[index]]);
  const others = positionals.slice(command.operands.length);
  const outcome = await command.run({ ...values, ...Object.fromEntries(operands) }, shell, others);
  return ending(outcome, shell, values.json === true);
}

function wrongCall(
  { operands, others, options }: Command,
  values: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
): string | undefined {
  const missing = operands[positionals.length];
  if (missing !== undefined) return `The ${missing.toUpperCase()} is missing.`;
  const surplus = positionals[operands.length];
  if (surplus !== undefined && others === undefined) return `There is no place for "${surplus}".`;
  const lacking = Object.entries(options).find(([name, { required }]) => required && !values[name]);
  return lacking && `The option --${lacking[0]} is missing.`;
}

function ending(outcome: Outcome, { paintError }: Shell, asJson = false): Ending {
  if (outcome.ok) {
    if (outcome.isShown) return { exitCode: 0, stdout: "", stderr: "" };
    const ended = printed(asJson ? json(outcome.data) : outcome.text);
    return outcome.isBad ? { ...ended, exitCode: 1 } : ended;
  }
  const { problem, remedy, usage } = outcome;
  return {
    exitCode: usage ? 2 : 1,
    stdout: "",
    stderr: `${paintError("bad", "postern:")} ${safeLines(problem)} ${safeLines(remedy)}\n`,
  };
}

/** What JSON itself escapes does not move a terminal. This does, or turns its lines around, and may come from a stranger. */
const MOVING = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const json = (data: unknown) =>
  JSON.stringify(data, null, 2).replaceAll(
    MOVING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const printed = (text: string): Ending => ({ exitCode: 0, stdout: `${text.trimEnd()}\n`, stderr: "" });

function unknown(path: readonly string[], group: Group, name: string) {
  if (name.startsWith("-"))
    return misused(
      `"${name}" stands before the command.`,
      `Options come last: ${path.join(" ")} COMMAND ${name}.`,
    );
  const below = path.slice(1);
  const meant = commandsMeant(group, name).map((each) => ["postern", ...below, each].join(" "));
  return misused(
    `There is no command "${[...below, name].join(" ")}".${didYouMean(meant)}`,
    `${path.join(" ")} --help shows those there are.`,
  );
}

/** Those that are called nearly so; else those of a group below that are called so. */
function commandsMeant(group: Group, name: string): readonly string[] {
  const here = nearest(name, Object.keys(group.commands));
  if (here.length > 0) return here;
  return Object.entries(group.commands).flatMap(([each, entry]) =>
    isGroup(entry) && entryOf(entry, name) ? [`${each} ${name}`] : [],
  );
}

function optionMeant(message: string, names: readonly string[]): readonly string[] {
  const typed = /^Unknown option '--(?<name>[^']+)'/.exec(message)?.groups?.name;
  return typed === undefined ? [] : nearest(typed, names).map((name) => `--${name}`);
}

const MOST_MEANT = 3;

/** Completes a sentence about what there is not. */
const didYouMean = (meant: readonly string[]) =>
  meant.length === 0 ? "" : ` Did you mean ${meant.slice(0, MOST_MEANT).join(", or ")}?`;

/** What parseArgs throws for arguments, as against what it throws for our own mistakes. */
const isMisuse = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");

function firstSentence(message: string): string {
  const [sentence = ""] = message.split(/\.\s|\n/);
  return `${sentence.replace(/\.$/, "")}.`;
}
