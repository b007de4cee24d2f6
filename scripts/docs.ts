import { readFile, writeFile } from "node:fs/promises";
import { DOCUMENTS } from "./documents.ts";
import { withSettingsTables } from "./settings-table.ts";

for (const document of DOCUMENTS) {
  const before = await readFile(document, "utf8");
  const after = withSettingsTables(before);
  if (after !== before) await writeFile(document, after);
  console.log(`${after === before ? "current" : "written"}  ${document}`);
}
