import { columns } from "./columns.ts";
import { COMMON_OPTIONS, type Command, type Group } from "./command.ts";

export function groupHelp(path: readonly string[], { about, commands, examples }: Group): string {
  const name = path.join(" ");
  return sections(about, `${name} COMMAND [options]`, [
    ["Commands", columns(Object.entries(commands).map(([each, entry]) => [each, entry.about]))],
    ["Examples", exampleLines(examples)],
    ["More", [`${name} COMMAND --help`]],
  ]);
}

export function commandHelp(name: string, { about, operands, others, options, examples }: Command): string {
  const written = Object.entries({ ...options, ...COMMON_OPTIONS }).map(
    ([option, { value, about, required }]) => ({
      flag: `--${option}${value ? ` ${value}` : ""}`,
      about,
      required,
    }),
  );
  const required = written.filter((option) => option.required).map(({ flag }) => flag);
  const more = others === undefined ? [] : [`[${others.toUpperCase()}...]`];
  const call = [name, ...operands.map((operand) => operand.toUpperCase()), ...more, ...required, "[options]"];
  return sections(about, call.join(" "), [
    ["Options", columns(written.map(({ flag, about }) => [flag, about]))],
    ["Examples", exampleLines(examples)],
  ]);
}

function sections(
  about: string,
  call: string,
  parts: readonly (readonly [string, readonly string[]])[],
): string {
  const written = parts.flatMap(([title, lines]) => ["", `${title}:`, ...lines.map((line) => `  ${line}`)]);
  return [about, "", `Usage: ${call}`, ...written, ""].join("\n");
}

const exampleLines = (examples: readonly string[]) => examples.map((example) => `postern ${example}`);
