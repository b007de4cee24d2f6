import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/**
 * Tells one build of a function from another: the first 16 characters of a SHA-256 over the paths and contents of its folder.
 * The stack puts it on the function as the tag `bundle`, and the doctor compares it.
 */
export function bundleHash(folder: string): string {
  const hash = createHash("sha256");
  for (const path of filesOf(folder)) {
    const content = readFileSync(join(folder, path));
    hash.update(`${path.replaceAll(sep, "/")}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/** When its newest file was written. */
export const builtAtMs = (folder: string) =>
  Math.max(...filesOf(folder).map((path) => statSync(join(folder, path)).mtimeMs));

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();
