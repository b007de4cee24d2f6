import type { Deployed } from "./deployed.ts";
import { blockLinesOf, fencesOf, type Placed, proseOf, spansOf } from "./markdown.ts";

/** What a document says of a deployment that is not so, with its line. */
export function notDeployedIn(document: string, markdown: string, deployed: Deployed): readonly string[] {
  const unknown = (find: typeof unknownParts) => (said: Placed) =>
    find(said.text, deployed).map((name) => ({ ...said, text: `nothing deployed is called ${name}` }));
  const spans = spansOf(markdown);
  const said = [...blockLinesOf(markdown, ["sh", "text"]), ...spans];
  const faults = [
    ...said.flatMap(unknown(unknownParts)),
    ...said.flatMap(unknown(unknownNames)),
    ...(PARAMETERS_ALONE.includes(document) ? spans : []).flatMap(unknown(unknownAlone)),
    ...wrongDefaults(markdown, deployed),
  ];
  return [...new Set(faults.map(({ line, text }) => `${document}:${line}: ${text}`))];
}

/** What a document shows for `cdk.json`. */
export const contextIn = (markdown: string): Readonly<Record<string, unknown>> =>
  Object.assign(
    {},
    ...fencesOf(markdown)
      .filter(({ language }) => language === "json")
      .map(({ text }) => JSON.parse(text)),
  );

const OVERRIDES = /--parameter-overrides .*/g;
const OVERRIDE = /\b[A-Z]\w*(?==)/g;
const OUTPUT = /(?<=OutputKey==`)\w+/g;

/** What a command gives to AWS or asks it for, and AWS does not know. */
function unknownParts(text: string, { parameters, outputs, behind }: Deployed): readonly string[] {
  const overrides = (text.match(OVERRIDES) ?? []).flatMap((all) => all.match(OVERRIDE) ?? []);
  const others = Object.entries(behind).flatMap(([before, known]) => {
    const named = text.match(new RegExp(`(?<=${before} )[A-Za-z/][\\w/*-]*`, "g")) ?? [];
    return named.filter((name) => !known.some(standsFor(name)));
  });
  return [
    ...overrides.filter((name) => !parameters.has(name)),
    ...(text.match(OUTPUT) ?? []).filter((name) => !outputs.has(name)),
    ...others,
  ];
}

/** `postern-…-dev`, `postern/*-prod`, `postern-deny-sending-STAGE`; not what the reader gives a name to. */
const NAME = /(?<!--name |[\w-])(?:\/aws\/[a-z]+\/)?[Pp]ostern[-/](?:[\w*…$-]+-)?(?:dev|prod|STAGE)\b/g;

const unknownNames = (text: string, { names }: Deployed): readonly string[] =>
  (text.match(NAME) ?? []).filter((name) => !names.some(standsFor(name)));

function standsFor(said: string): (name: string) => boolean {
  const pattern = said.replace("STAGE", "(?:dev|prod)").replaceAll(/[*…]|\$\w+|\bNAME\b/g, "[\\w-]+");
  return (name) => new RegExp(`^${pattern}$`).test(name);
}

/** Where a word such as `ApiUrl` or `RequireEdge=true` in backticks is a parameter or an output. */
const PARAMETERS_ALONE = ["docs/deploy.md", "docs/pipeline.md"];
const ALONE = /^(?:(?<word>[A-Z][a-z]+[A-Z][A-Za-z]*)|(?<set>[A-Z][a-z][A-Za-z]*)=.*)$/;
/** What the AWS CLI prints. */
const PRINTED = ["VersionId"];

function unknownAlone(text: string, { parameters, outputs }: Deployed): readonly string[] {
  const { word, set = word } = ALONE.exec(text)?.groups ?? {};
  if (set === undefined || parameters.has(set) || outputs.has(set) || PRINTED.includes(set)) return [];
  return [set];
}

/** Rows of tables that begin with `| parameter | default |`: one or more names, and a default for each or for all. */
function wrongDefaults(markdown: string, { parameters }: Deployed): readonly Placed[] {
  let isTable = false;
  return proseOf(markdown)
    .split("\n")
    .flatMap((row, index) => {
      isTable = row.startsWith("|") && (isTable || row.startsWith("| parameter | default |"));
      if (!isTable) return [];
      const [, named = "", defaults = ""] = row.split("|");
      const names = Array.from(named.matchAll(/`(\w+)`/g), ([, name = ""]) => name);
      const values = defaults.split(",").map((value) => value.trim().replaceAll("`", ""));
      return names.flatMap((name, at) => {
        const is = parameters.has(name) ? shownDefault(parameters.get(name)) : "none such";
        const shown = values.length === 1 ? values[0] : values[at];
        return is === shown ? [] : [{ line: index + 1, text: `${name}: ${shown} is ${is}` }];
      });
    });
}

const shownDefault = (value: string | undefined) =>
  value === undefined ? "**required**" : value === "" ? "none" : value;
