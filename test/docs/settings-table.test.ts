import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DOCUMENTS } from "../../scripts/documents.ts";
import { withGeneratedTables } from "../../scripts/generated-tables.ts";
import { DOCUMENTS as READ, ROOT } from "./support/documents.ts";

test.each(DOCUMENTS)("the tables of %s are current (mend: npm run docs)", async (document) => {
  const markdown = await readFile(document, "utf8");
  expect(markdown).toMatch(/<!-- (?:settings|costs):/);
  expect(withGeneratedTables(markdown)).toBe(markdown);
});

test("every document with a generated table is among them", () => {
  const withTables = READ.filter((document) =>
    /^<!-- (?:settings|costs):/m.test(readFileSync(join(ROOT, document), "utf8")),
  );
  expect(withTables).toEqual(DOCUMENTS.toSorted());
});

test("a table is written from the schema, whatever stood there", () => {
  const written = withGeneratedTables("<!-- settings:contact -->\nstale\n<!-- /settings -->");
  expect(written).not.toContain("stale");
  expect(written).toContain("| `IP_LIMIT_PER_HOUR` | `5` |");
});

test("a table of a function that there is not is an error", () => {
  expect(() => withGeneratedTables("<!-- settings:nobody -->\n<!-- /settings -->")).toThrow(/nobody/);
});
