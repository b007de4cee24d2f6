import { expect, test } from "vitest";
import { WITH_TABLES } from "../../scripts/documents.ts";
import { withGeneratedTables } from "../../scripts/generated-tables.ts";
import { DOCUMENTS, readHere } from "./support/documents.ts";

test.each(WITH_TABLES)("the tables of %s are current (mend: npm run docs)", (document) => {
  const markdown = readHere(document);
  expect(markdown).toMatch(/<!-- (?:settings|costs):/);
  expect(withGeneratedTables(markdown)).toBe(markdown);
});

test("every document with a generated table is among them", () => {
  const withTables = DOCUMENTS.filter((document) => /^<!-- (?:settings|costs):/m.test(readHere(document)));
  expect(withTables).toEqual(WITH_TABLES.toSorted());
});

test("a table is written from the schema, whatever stood there", () => {
  const written = withGeneratedTables("<!-- settings:contact -->\nstale\n<!-- /settings -->");
  expect(written).not.toContain("stale");
  expect(written).toContain("| `IP_LIMIT_PER_HOUR` | `5` |");
});

test("a table of a function that there is not is an error", () => {
  expect(() => withGeneratedTables("<!-- settings:nobody -->\n<!-- /settings -->")).toThrow(/nobody/);
});
