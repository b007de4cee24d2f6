import { expect, it } from "vitest";
import { DOCUMENTS, readHere } from "./support/documents.ts";
import { canRun, whySkipped } from "./support/programs.ts";
import { runDocument } from "./support/run-document.ts";

it.skipIf(!canRun).each(DOCUMENTS)(`the commands of %s do what it says${whySkipped}`, async (document) => {
  const problems = await runDocument(document, readHere(document));
  expect(problems.map((problem) => `${document}:${problem}`)).toEqual([]);
});
