import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { faultsInCode } from "./support/code.ts";
import { DOCUMENTS, ROOT } from "./support/documents.ts";

it("code in documents compiles against the package, JSON parses, and every block says what it is", async () => {
  const documents = DOCUMENTS.map((document) => [document, readFileSync(join(ROOT, document), "utf8")]);
  expect(await faultsInCode(Object.fromEntries(documents))).toEqual([]);
});
