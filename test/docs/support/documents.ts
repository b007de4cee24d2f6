import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** All that a reader may follow, also what is written after this: paths from the root of the checkout. */
export const DOCUMENTS: readonly string[] = globSync(["*.md", "docs/**/*.md", "examples/*/README.md"], {
  cwd: ROOT,
}).sort();

/** A file of the checkout, by its path from the root. */
export const readHere = (path: string) => readFileSync(join(ROOT, path), "utf8");
