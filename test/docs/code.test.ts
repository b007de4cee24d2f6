import { expect, it } from "vitest";
import { faultsInCode } from "./support/code.ts";
import { DOCUMENTS, readHere } from "./support/documents.ts";

it("code in documents compiles against the package, JSON parses, and every block says what it is", async () => {
  const documents = DOCUMENTS.map((document) => [document, readHere(document)]);
  expect(await faultsInCode(Object.fromEntries(documents))).toEqual([]);
});
