import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "./documents.ts";
import { blockLinesOf, spansOf } from "./markdown.ts";

const KINDS = "ts|mjs|js|sh|yml|json|html|css";
const BARE = new RegExp(`^[\\w-]+(?:\\.[\\w-]+)*\\.(?:${KINDS})$`);
/** In a command: a path into the sources, or a workflow. What is made, such as dist/, is not there before. */
const PATH =
  /(?<![\w./-])(?:(?:src|test|docs|scripts|local|infra|examples|events|bench|soak|bin)\/[\w./[\]-]+\.\w+|[\w-]+\.yml)/g;

const MADE = ["node_modules", "dist", "cdk.out"];
const HERE = new Set(
  globSync([`**/*.{${KINDS.replaceAll("|", ",")}}`, ".github/**/*.yml"], {
    cwd: ROOT,
    exclude: (path) => MADE.includes(basename(path)),
  }).map((path) => basename(path)),
);
/** A file that the reader makes, and a package with the name of a file. */
const ELSEWHERE = ["names.json", "ipaddr.js"];

/** Every file that a document names alone (`deploy.yml`) or hands to a command, and that is nowhere, with its line. */
export function unknownFilesIn(document: string, markdown: string): readonly string[] {
  const bare = spansOf(markdown).filter(
    ({ text }) => BARE.test(text) && !HERE.has(text) && !ELSEWHERE.includes(text),
  );
  const paths = blockLinesOf(markdown, ["sh"]).flatMap(({ line, text }) =>
    (text.match(PATH) ?? [])
      .filter((path) => !existsSync(join(ROOT, path)) && !HERE.has(path))
      .map((path) => ({ line, text: path })),
  );
  return [...bare, ...paths].map(({ line, text }) => `${document}:${line}: there is no ${text}`);
}
