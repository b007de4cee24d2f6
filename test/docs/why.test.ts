import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { functions } from "../../local/functions.ts";
import { PROTECTIONS } from "../../src/config/protections.ts";
import { ROOT, readHere } from "./support/documents.ts";

const WHY = readHere("docs/why.md");
const SECURITY = readHere("SECURITY.md");

/** The rows of every table whose first column is named `attack`: the attack, and the whole row. */
function attacksIn(markdown: string): Map<string, string> {
  const tables = markdown.matchAll(/^\| attack \|.*\n\|[-:| ]+\|\n(?<rows>(?:\|.*\n?)+)/gm);
  const rows = [...tables].flatMap(({ groups }) => groups?.rows?.trim().split("\n") ?? []);
  return new Map(rows.map((row) => [row.split("|")[1]?.trim() ?? "", row]));
}

/** A test's title and its file, as a link names them, and what it says of a test that does not run everywhere. */
const EVIDENCE =
  /\[`(?<title>[^`]+)`\]\(\.\.\/(?<file>test\/[^)]+\.test\.ts)\)(?<where> \(skipped without [^)]+\))?/g;

/** What stands before a title: `it(`, `describe.sequential(`, or the `)(` after a table of cases. */
const OPENING = /(?:\b(?:it|test|describe)(?:\.\w+)*\(|\)\()\s*/;
const TITLE = /"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'|`(?<template>(?:[^`\\]|\\.)*)`/;
const TITLED = new RegExp(`${OPENING.source}(?:${TITLE.source})`, "g");
const COMMENT = /^\s*(?:\/\/.*$|\/\*[\s\S]*?\*\/)/gm;
const LEFT_OUT = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|only)\b/;

/** What runs only where something is there, as far as it goes: to the line that closes it. */
const CONDITIONAL =
  /^(?<indent> *)(?:[\w.]+\.(?:skipIf|runIf)|describeIn\w+)\((?:[^\n]*;|[^\n]*\n[\s\S]*?^\k<indent>\S[^\n]*;)$/gm;

/**
 * The titles in a test file, as they are written there: those that run everywhere, or all. A file in which a test is
 * left out shows nothing.
 */
function titlesIn(source: string, which: "everywhere" | "all"): Set<string> {
  const uncommented = source.replaceAll(COMMENT, "");
  if (LEFT_OUT.test(uncommented)) return new Set();
  const live = which === "all" ? uncommented : uncommented.replaceAll(CONDITIONAL, "");
  const written = [...live.matchAll(TITLED)].map(
    ({ groups }) => groups?.double ?? groups?.single ?? groups?.template ?? "",
  );
  return new Set(written.map((title) => title.replaceAll(/\\(["'`\\])/g, "$1")));
}

const sourceOf = (file: string) => (existsSync(join(ROOT, file)) ? readHere(file) : "");

/** What is named as evidence and is not there, or not everywhere, which the document then has to say. */
const missingIn = (markdown: string, read = sourceOf) =>
  [...markdown.matchAll(EVIDENCE)].flatMap(({ groups: { title = "", file = "", where = "" } = {} }) =>
    titlesIn(read(file), where ? "all" : "everywhere").has(title) ? [] : [`${file}: ${title}`],
  );

const withoutEvidence = (markdown: string) =>
  [...attacksIn(markdown)].flatMap(([attack, row]) => (row.match(EVIDENCE) ? [] : [attack]));

/** Attacks that the first document lists and the second does not. */
const leftOut = (listed: string, answered: string) =>
  [...attacksIn(listed).keys()].filter((attack) => !attacksIn(answered).has(attack));

describe("docs/why.md", () => {
  test("names tests that there are", () => {
    expect(missingIn(WHY)).toEqual([]);
  });

  test("names no test in a way that is not looked at", () => {
    const links = WHY.match(/\]\(\.\.\/test\//g) ?? [];
    expect(links.length).toBeGreaterThan(90);
    expect([...WHY.matchAll(EVIDENCE)]).toHaveLength(links.length);
  });

  test("has a test for each attack", () => {
    expect(withoutEvidence(WHY)).toEqual([]);
  });

  test("has a line for each attack of SECURITY.md", () => {
    expect(attacksIn(SECURITY).size).toBeGreaterThan(30);
    expect(leftOut(SECURITY, WHY)).toEqual([]);
  });
});

/** What a row says of when its defence is on: `always`, or who switches it on by which settings. */
const DEFAULTED = /^(?:always|(?<who>stack|no): `(?<settings>\w+(?:`, `\w+)*)`)$/;

/** The settings that rows with this word name, and rows that say it in no way that is understood. */
function defaultsIn(markdown: string) {
  const cells = [...attacksIn(markdown).values()].map((row) => row.split("|")[4]?.trim() ?? "");
  const read = cells.map((cell) => DEFAULTED.exec(cell));
  const named = (who: string) =>
    read.flatMap((match) => (match?.groups?.who === who ? (match.groups.settings?.split("`, `") ?? []) : []));
  return { stack: named("stack"), no: named("no"), others: cells.filter((_, index) => !read[index]) };
}

describe("the column on by default", () => {
  const STARTED = new Set(Object.values(functions).flatMap(({ defaults }) => Object.keys(defaults)));
  const settings = new Set(
    Object.values(PROTECTIONS).flatMap((protection) => Object.values<string>(protection.settings)),
  );

  test("says it of each attack", () => {
    expect(defaultsIn(WHY).others).toEqual([]);
    expect(defaultsIn(WHY.replace("| always |", "| mostly |")).others).toEqual(["mostly"]);
  });

  test("names what the stack and npm start switch on, and all of it", () => {
    const { stack } = defaultsIn(WHY);
    expect(stack.filter((setting) => !STARTED.has(setting))).toEqual([]);
    // Texts out of the queue have the ceiling of texts under another name.
    const unnamed = [...settings].filter((setting) => !stack.includes(setting));
    expect(unnamed).toEqual(["TEXT_DAILY_SPEND_LIMIT_USD"]);
  });

  test("says no of nothing that is on", () => {
    const { no } = defaultsIn(WHY);
    expect(no.filter((setting) => settings.has(setting) || STARTED.has(setting))).toEqual([]);
  });
});

describe("a planted mistake is seen:", () => {
  const [named = ""] = WHY.match(EVIDENCE) ?? [];
  const LINK = "[`holds`](../test/any.test.ts)";
  // Put together, so that whoever searches the tests for skipped ones finds none here: none is.
  const [SKIP, ONLY] = ["skip", "only"];

  test("a test of another name, or in another file", () => {
    expect(missingIn(named.replace("[`", "[`not "))).toHaveLength(1);
    expect(missingIn(named.replace(".test.ts", "-gone.test.ts"))).toHaveLength(1);
  });

  test.each([
    ["commented out", '  // it("holds", () => {});'],
    ["commented out with others", '/*\nit("other", () => {});\nit("holds", () => {});\n*/'],
    ["skipped", `it.${SKIP}("holds", () => {});`],
    ["skipped with its group", `describe.${SKIP}("all", () => {\n  it("holds", () => {});\n});`],
    ["skipped in each case", `it.${SKIP}.each([1, 2])("holds", () => {});`],
    ["passed over for another", `it.${ONLY}("other", () => {});\nit("holds", () => {});`],
    ["skipped somewhere", 'it.skipIf(!java)("holds", () => {});'],
    ["skipped somewhere with its group", 'describeInChromium("all", () => {\n  it("holds", () => {});\n});'],
    ["only talked about", 'expect(told, "holds").toBe(true);\nexplain("holds", () => {});'],
  ])("a test that is %s", (_, source) => {
    expect(missingIn(LINK, () => source)).toEqual(["test/any.test.ts: holds"]);
  });

  test.each([
    'it("holds", () => {});',
    "test.each([1, 2])('holds', () => {});",
    "describe.each<string>(CASES)(\n  `holds`,\n  () => {},\n);",
    'it.skipIf(!java)("other", () => {});\nit("holds", () => {});',
    'describe.skipIf(!java)("", () => {\n  it("other");\n});\nit("holds", () => {});',
    'test("of "/*"", () => {});\nit("holds", () => {}); // */',
  ])("and none where there is none: %j", (source) => {
    expect(missingIn(LINK, () => source)).toEqual([]);
  });

  test("and none where the document says that it is skipped somewhere", () => {
    const said = `${LINK} (skipped without Java)`;
    expect(missingIn(said, () => 'describe.runIf(java)("", () => {\n  it("holds", () => {});\n});')).toEqual(
      [],
    );
    expect(missingIn(said, () => 'it("other", () => {});')).toEqual(["test/any.test.ts: holds"]);
  });

  test("an attack without a test", () => {
    const row = "| a new trick | sms | free | surely |";
    expect(withoutEvidence(WHY.replace(/^\| many codes.*$/m, row))).toEqual(["a new trick"]);
  });

  test("an attack that came into SECURITY.md", () => {
    const [row = ""] = SECURITY.match(/^\| pumping.*$/m) ?? [];
    expect(leftOut(SECURITY.replace(row, `${row}\n| a new trick | nothing | – |`), WHY)).toEqual([
      "a new trick",
    ]);
  });
});
