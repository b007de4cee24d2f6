import { columns } from "./columns.ts";
import { COMMON_OPTIONS, type Command, type Group } from "./command.ts";
import type { Paint } from "./paint.ts";

export function groupHelp(
  path: readonly string[],
  { about, commands, examples }: Group,
  paint: Paint,
): string {
  const name = path.join(" ");
  const version = path.length === 1 ? [`${name} --version`] : [];
  return sections(paint, about, `${name} COMMAND [options]`, [
    ["Commands", columns(Object.entries(commands).map(([each, entry]) => [each, entry.about]))],
    ["Examples", exampleLines(examples)],
    ["More", [`${name} COMMAND --help`, ...version]],
  ]);
}

export function commandHelp(
  name: string,
  { about, operands, others, options, examples }: Command,
  paint: Paint,
): string {
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
  return sections(paint, about, call.join(" "), [
    ["Options", columns(written.map(({ flag, about }) => [flag, about]))],
    ["Examples", exampleLines(examples)],
  ]);
}

function sections(
  paint: Paint,
  about: string,
  call: string,
  parts: readonly (readonly [string, readonly string[]])[],
): string {
  const written = parts.flatMap(([title, lines]) => [
    "",
    paint("heading", `${title}:`),
    ...lines.map((line) => `  ${line}`),
  ]);
  return [about, "", `${paint("heading", "Usage:")} ${call}`, ...written, ""].join("\n");
}

const exampleLines = (examples: readonly string[]) => examples.map((example) => `postern ${example}`);
