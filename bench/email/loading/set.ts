import { readFileSync } from "node:fs";

let names: ReadonlySet<string> | undefined;

/** The same names as text, in a `Set`: what there is without a format of one's own. It answers the same question. */
export function holds(domain: string): boolean {
  names ??= new Set(readFileSync(new URL("./domains.txt", import.meta.url), "latin1").split("\n"));
  for (let rest = domain; ; ) {
    if (names.has(rest)) return true;
    const dot = rest.indexOf(".");
    if (dot === -1) return false;
    rest = rest.slice(dot + 1);
  }
}
