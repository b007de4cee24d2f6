import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Source files by their path from the root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(...folders: readonly string[]): Sources {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
  );
  return new Map(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));
}

export interface Import {
  readonly from: string;
  /** A path from the root for our own files, else the name of a package or of a built-in module. */
  readonly to: string;
  readonly ours: boolean;
}

const SPECIFIER = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)"(?<specifier>[^"]+)"/g;

export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) =>
    [...text.matchAll(SPECIFIER)].map(({ groups }) => {
      const specifier = groups?.specifier ?? "";
      const ours = specifier.startsWith(".");
      return { from, to: ours ? posix.join(posix.dirname(from), specifier) : specifier, ours };
    }),
  );
}

/** `src/gate/check.ts` lives in `gate`; what is outside `src` lives in its top folder. */
export function roomOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "src" ? second : top;
}
