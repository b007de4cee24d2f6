import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DOCUMENTS } from "../../scripts/documents.ts";
import { withSettingsTables } from "../../scripts/settings-table.ts";

test.each(DOCUMENTS)(
  "%s shows the settings that the functions read (mend: npm run docs)",
  async (document) => {
    const markdown = await readFile(document, "utf8");
    expect(markdown).toContain("<!-- settings:");
    expect(withSettingsTables(markdown)).toBe(markdown);
  },
);

test("a table is written from the schema, whatever stood there", () => {
  const written = withSettingsTables("<!-- settings:contact -->\nstale\n<!-- /settings -->");
  expect(written).not.toContain("stale");
  expect(written).toContain("| `IP_LIMIT_PER_HOUR` | `5` |");
});

test("a table of a function that there is not is an error", () => {
  expect(() => withSettingsTables("<!-- settings:nobody -->\n<!-- /settings -->")).toThrow(/nobody/);
});
