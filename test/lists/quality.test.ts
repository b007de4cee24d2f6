import { readFileSync } from "node:fs";
import { expect, it, test } from "vitest";
import {
  falsePositivesOf,
  type Measured,
  qualityReport,
  recallOf,
  withQualityReport,
} from "../../scripts/lists/quality.ts";
import { installedReferences } from "../../scripts/lists/references.ts";
import { selectDomains } from "../../scripts/lists/selection.ts";
import { installedSources } from "../../scripts/lists/sources.ts";

const sources = installedSources();
const references = installedReferences();
const installed: Measured = { sources, references, selection: selectDomains(sources, references) };

test("of what the reviewed source lists, 99.7 % or more is refused", () => {
  const reviewed = recallOf(installed).find(({ source }) => source.name === "disposable-email-domains-js");
  expect((reviewed?.refused ?? 0) / (reviewed?.source.domains.length ?? 0)).toBeGreaterThanOrEqual(0.997);
});

test("of the sites that people visit, 0.01 % or fewer are refused", () => {
  const visited = falsePositivesOf(installed).find(({ from }) => from.startsWith("third-party-web"));
  expect(visited?.domains).toBeGreaterThan(50_000);
  expect(visited?.refusedBySources).toBeGreaterThan(visited?.refused.length ?? 0);
  expect((visited?.refused.length ?? 0) / (visited?.domains ?? 0)).toBeLessThanOrEqual(0.000_1);
});

test("docs/email-lists.md has the report of the installed packages (mend: npm run lists)", () => {
  const document = readFileSync("docs/email-lists.md", "utf8");
  expect(withQualityReport(document, qualityReport(installed))).toBe(document);
});

const small: Measured = {
  sources: [
    { name: "one", version: "1.2.3", evidence: "reviewed", domains: ["a.example", "Trash.EXAMPLE"] },
    { name: "own", evidence: "gathered", domains: ["x.trash.example", "site.example"] },
  ],
  selection: { kept: new Set(["trash.example"]), dropped: new Map([["site.example", "visited site"]]) },
  references: {
    confirmed: new Set(),
    visited: new Set(),
    real: [
      { name: "sites", domains: ["cdn.site.example", "www.site.example", "mail.trash.example", "b.example"] },
    ],
  },
};

test("recall and false positives count what stands below a listed domain, and a site once", () => {
  expect(recallOf(small).map(({ refused }) => refused)).toEqual([1, 1]);
  expect(falsePositivesOf(small)).toEqual([
    { from: "sites", domains: 3, refused: ["trash.example"], refusedBySources: 2 },
  ]);
});

test("the report names sources, shares and what is refused", () => {
  expect(qualityReport(small)).toBe(
    [
      "| source | evidence | entries | refused | recall |",
      "|---|---|--:|--:|--:|",
      "| one 1.2.3 | reviewed | 2 | 1 | 50.000 % |",
      "| own | gathered | 2 | 1 | 50.000 % |",
      "",
      "| real domains | number | listed by a source | refused | share | which |",
      "|---|--:|--:|--:|--:|---|",
      "| sites | 3 | 2 | 1 | 33.333 % | trash.example |",
    ].join("\n"),
  );
});

it("puts the report in its place, and refuses a document that has none", () => {
  const document = "before\n<!-- npm run lists -->\nold\n<!-- end -->\nafter\n";
  expect(withQualityReport(document, "new")).toBe(
    "before\n<!-- npm run lists -->\nnew\n<!-- end -->\nafter\n",
  );
  expect(() => withQualityReport("nothing", "new")).toThrow("<!-- npm run lists -->");
});
