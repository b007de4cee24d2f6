import { existsSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { ROOT, readHere } from "./documents.ts";
import { scriptsFor } from "./named-commands.ts";

/** Those of documents hold commands of all kinds, planted. */
const TEST = /^test\/(?!docs\/).+\.test\.ts$/;

/**
 * Why a file does not run the commands of a block, `undefined` if it may. It has to do with them when it, or a support
 * file that it imports, reads the document, holds the first command, or names what the command's npm script is made of.
 */
export function whyNotRunBy(file: string, document: string, text: string): string | undefined {
  if (!existsSync(join(ROOT, file))) return `nothing runs these commands: there is no ${file}`;
  const [first = ""] = text.trim().split("\n");
  const command = first.replace(/ +#.*$/, "");
  const script = scriptFilesOf(document, command);
  if (script.includes(file)) return undefined;

  const support = importsOf(file).filter((path) => path.includes("/support/"));
  const sources = [file, ...support].map(readHere).join("\n");
  const holds = command.includes(" ") && sources.includes(command);
  const runs = holds || script.some((path) => sources.includes(path)) || reads(sources, document);
  if (TEST.test(file) && runs) return undefined;
  return `${file} has nothing to do with it: it neither reads ${document} nor runs ${command}`;
}

/** By its folder and its name, however a test puts them together. A document of the root has only its name. */
function reads(sources: string, document: string): boolean {
  const [folder, name] = [basename(dirname(document)), basename(document)];
  const isNamed = (part: string) => new RegExp(`["'\`/]${part.replaceAll(".", "\\.")}["'\`/]`).test(sources);
  return folder !== "." && isNamed(folder) && isNamed(name);
}

/** The files that `npm run NAME` names, or for a program its configuration, and what those import. */
function scriptFilesOf(document: string, command: string): readonly string[] {
  const scripts = scriptsFor(document);
  return Array.from(command.matchAll(/\bnpm (?:run )?(?<name>[\w:-]+)/g), ({ groups }) => groups?.name ?? "")
    .flatMap((name) => (Object.hasOwn(scripts, name) ? (scripts[name]?.split(" ") ?? []) : []))
    .flatMap((word) => [word, `${word}.config.ts`])
    .filter((path) => path.includes(".") && existsSync(join(ROOT, path)))
    .flatMap((path) => [path, ...importsOf(path)]);
}

const importsOf = (file: string): readonly string[] =>
  Array.from(readHere(file).matchAll(/ from "(?<path>\.[^"]+)"/g), ({ groups }) =>
    normalize(join(dirname(file), groups?.path ?? "")),
  ).filter((path) => existsSync(join(ROOT, path)));
