import { basename, dirname } from "node:path";
import { expect, it } from "vitest";
import { DOCUMENTS, readHere } from "./support/documents.ts";
import { leadingNowhere, linksOf } from "./support/links.ts";

it.each(DOCUMENTS)("the links and paths of %s lead somewhere", (document) => {
  expect(leadingNowhere(document, readHere(document))).toEqual([]);
});

it.each(["docs", "docs/decisions"])("the index of %s has every document in it, once", (folder) => {
  const besides = linksOf(readHere(`${folder}/README.md`)).filter((to) => /^[^/]+\.md$/.test(to));
  const there = DOCUMENTS.filter((document) => dirname(document) === folder).map((document) =>
    basename(document),
  );
  expect(besides.toSorted()).toEqual(there.filter((name) => name !== "README.md"));
});

it("sees what leads nowhere, and lets be what does not lead into the checkout", () => {
  const planted = [
    "# Of `two` words",
    "[here](#of-two-words) [there](sms.md#the-contract) [up](../README.md) [out](https://example.com/nowhere.md)",
    "[no file](nowhere.md) [no heading](sms.md#nowhere) ![no picture](screenshots/nowhere.png)",
    "`src/gate/nowhere.ts` `src/gate/gate.ts` `limits/*-policy.ts` `[code](nowhere.md)`",
    "```text",
    "[block](nowhere.md)",
    "```",
    '<img src="nowhere.png"> [here](#nowhere)',
  ];
  expect(leadingNowhere("docs/planted.md", planted.join("\n"))).toEqual([
    "docs/planted.md:3: nowhere.md",
    "docs/planted.md:3: sms.md#nowhere",
    "docs/planted.md:3: screenshots/nowhere.png",
    "docs/planted.md:4: src/gate/nowhere.ts",
    "docs/planted.md:8: nowhere.png",
    "docs/planted.md:8: #nowhere",
  ]);
});
