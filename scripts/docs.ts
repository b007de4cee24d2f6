import { readFile, writeFile } from "node:fs/promises";
import { BROWSER_SCRIPT, browserScript } from "./browser-script.ts";
import { WITH_TABLES } from "./documents.ts";
import { withGeneratedTables } from "./generated-tables.ts";

for (const document of WITH_TABLES) {
  const before = await readFile(document, "utf8");
  const after = withGeneratedTables(before);
  if (after !== before) await writeFile(document, after);
  console.log(`${after === before ? "current" : "written"}  ${document}`);
}

await writeFile(BROWSER_SCRIPT, await browserScript());
