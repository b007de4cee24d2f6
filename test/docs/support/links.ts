import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT, readHere } from "./documents.ts";
import { anchorsOf, proseOf } from "./markdown.ts";

const LINK = /\]\((?<to>[^)\s]+)[^)]*\)|(?:href|src)="(?<attribute>[^"]+)"|^\[[^\]]+\]: +(?<reference>\S+)/gm;
const ELSEWHERE = /^[a-z]+:/;
/** A path that is spoken of: it begins with a folder of the sources and names no pattern. */
const SPOKEN =
  /`(?<path>(?:src|test|docs|scripts|local|infra|examples|bench|soak|bin|\.github)\/[\w./@[\]-]*)`/g;

/** Every link and path of a document that leads nowhere, with its line. */
export function leadingNowhere(document: string, markdown: string): readonly string[] {
  const anchors = (path: string) => anchorsOf(path === document ? markdown : readHere(path));

  const leads = (to: string): boolean => {
    const [path = "", anchor] = decodeURI(to).split("#");
    const target = path === "" ? document : normalize(join(dirname(document), path));
    if (path !== "" && !existsSync(join(ROOT, target))) return false;
    return anchor === undefined || (target.endsWith(".md") && anchors(target).has(anchor));
  };

  return proseOf(markdown)
    .split("\n")
    .flatMap((line, index) => [
      ...linksOf(line).flatMap((to) => (leads(to) ? [] : [`${document}:${index + 1}: ${to}`])),
      ...Array.from(line.matchAll(SPOKEN), ({ groups }) => groups?.path ?? "").flatMap((path) =>
        existsSync(join(ROOT, path)) ? [] : [`${document}:${index + 1}: ${path}`],
      ),
    ]);
}

const withoutCode = (line: string) => line.replaceAll(/`[^`]*`/g, "");

/** Where the links of a text lead to within the checkout. */
export const linksOf = (text: string): readonly string[] =>
  Array.from(
    withoutCode(text).matchAll(LINK),
    ({ groups = {} }) => groups.to ?? groups.attribute ?? groups.reference ?? "",
  ).filter((to) => !ELSEWHERE.test(to));
