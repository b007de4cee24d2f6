import { ATTACK_TABLES } from "./attack-costs.ts";
import { settingsTable } from "./settings-table.ts";
import { costTable } from "./signup-costs.ts";

/** Who writes a table, by its kind: `<!-- KIND:NAME -->` … `<!-- /KIND -->`. */
const WRITERS: Readonly<Record<string, (name: string) => string>> = {
  settings: settingsTable,
  costs: (name) => ATTACK_TABLES[name]?.() ?? costTable(name),
};

const TABLE = /<!-- (?<kind>settings|costs):(?<name>[\w-]+) -->\n[\s\S]*?<!-- \/\k<kind> -->/g;

/**
 * A document with its generated tables written anew.
 * @throws RangeError when a table names what there is not.
 */
export function withGeneratedTables(markdown: string): string {
  return markdown.replaceAll(TABLE, (_, kind: string, name: string) => {
    const written = WRITERS[kind]?.(name);
    return `<!-- ${kind}:${name} -->\n${written}\n<!-- /${kind} -->`;
  });
}
