import { expect, test } from "vitest";
import { assetOf, hashesOf } from "../../scripts/lists/asset.ts";
import { changesSince, reportOf } from "../../scripts/lists/report.ts";

const former = hashesOf(assetOf(new Set(["stays.example", "went.example", "forgotten.example"])));
const changes = changesSince(former, new Set(["came.example", "stays.example"]), [
  "went.example",
  "other.example",
]);

test("what came is named; what went is named when somebody knows its name, else counted", () => {
  expect(changes).toEqual({ came: ["came.example"], went: ["went.example"], wentUnnamed: 1 });
});

test("the report tells the sources, what was left out and why, the size, and what changed", () => {
  const report = reportOf({
    sources: [
      { name: "one", version: "1.2.3", domains: ["came.example", "co.uk", "uk.com"], evidence: "reviewed" },
    ],
    selection: {
      kept: new Set(["came.example", "stays.example"]),
      dropped: new Map([
        ["co.uk", "public suffix"],
        ["uk.com", "public suffix"],
      ]),
    },
    changes,
    bytes: 1_032,
  });
  expect(report).toBe(
    [
      "2 disposable domains, 1,032 bytes.",
      "| source | entries |\n|---|--:|\n| one 1.2.3 | 3 |",
      "| left out | entries |\n|---|--:|\n| public suffix | 2 |",
      "**Came: 1**",
      "came.example",
      "**Went: 2, 1 of them without a name**",
      "went.example",
    ].join("\n\n"),
  );
});

test("a report stays short enough for a pull request", () => {
  const came = Array.from({ length: 1_002 }, (_, at) => `name-${at}.example`);
  const selection = { kept: new Set<string>(), dropped: new Map() };
  const report = reportOf(
    { sources: [], selection, changes: { came, went: came, wentUnnamed: 0 }, bytes: 0 },
    2,
  );
  expect(report).toContain("name-0.example name-1.example … and 1,000 more");
  expect(report).not.toContain("name-2.example");
});
