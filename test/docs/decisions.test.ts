import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { DOCUMENTS, readHere } from "./support/documents.ts";

const FOLDER = "docs/decisions";
const RECORDS = DOCUMENTS.filter((document) => dirname(document) === FOLDER)
  .map((document) => basename(document))
  .filter((file) => file !== "README.md");
const read = (file: string) => readHere(`${FOLDER}/${file}`);

test("the index has each record, in order, under its title", () => {
  const listed = read("README.md").match(/^- .*$/gm);
  const titled = RECORDS.toSorted().map((file) => {
    const [, title] = read(file).match(/^# \d+\. (.*)$/m) ?? [];
    return `- [${file.slice(0, 4)}](${file}) ${title}`;
  });
  expect(titled.length).toBeGreaterThan(10);
  expect(listed).toEqual(titled);
});

describe.each(RECORDS)("%s", (file) => {
  test("is short, and says why and until when", () => {
    const record = read(file);
    expect(record.match(/^#+ .*$/gm)).toEqual([
      expect.stringMatching(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `)),
      "## Context",
      "## Decision",
      "## Consequences",
      "## What would change it",
    ]);
    expect(record.split("\n").length).toBeLessThanOrEqual(26);
  });
});
