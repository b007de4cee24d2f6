import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const FOLDER = "docs/decisions";
const RECORDS = readdirSync(FOLDER).filter((file) => file !== "README.md");
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, "utf8");

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
