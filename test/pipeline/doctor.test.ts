import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAccepted } from "../../src/cli/doctor/accept.ts";

const SCRIPT = resolve("scripts/ci/doctor.sh");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-doctor-"));
  // Stands for npx: says what it was told, an argument in each line, and fails in its own way.
  writeFileSync(join(folder, "npx"), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const doctor = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  spawnSync(SCRIPT, args, {
    env: { PATH: `${folder}:${process.env.PATH}`, ...env },
    encoding: "utf8",
  });

const ASKED = ["--no-install", "postern", "doctor", "--stage", "prod"];

test.each<[string, Record<string, string>, readonly string[]]>([
  ["alone, when no variable is set", {}, []],
  // GitHub fills in an empty text for a variable that there is not.
  ["alone, when they are empty", { DOCTOR_URL: "", DOCTOR_ACCEPT: "" }, []],
  [
    "where the site posts",
    { DOCTOR_URL: "https://www.example.com/api" },
    ["--url=https://www.example.com/api"],
  ],
  ["with what is accepted", { DOCTOR_ACCEPT: "table, ttl" }, ["--accept=table, ttl"]],
  ["whatever stands in a variable", { DOCTOR_ACCEPT: "--policy; $(date)" }, ["--accept=--policy; $(date)"]],
])("asks %s, and ends as the doctor does", (_, env, more) => {
  const { status, stdout } = doctor(env, "prod");
  expect([status, stdout.trim().split("\n")]).toEqual([7, [...ASKED, ...more]]);
});

test("asks about no stage that is not named", () => {
  const { status, stderr } = doctor({});
  expect([status, stderr]).toEqual([1, expect.stringContaining("doctor.sh STAGE")]);
});

test("docs/pipeline.md names checks that there are", () => {
  const lines = readFileSync("docs/pipeline.md", "utf8").split("\n");
  const named = lines
    .filter((line) => /DOCTOR_ACCEPT|accepts/.test(line))
    .flatMap((line) => [...line.matchAll(/`([a-z]+-[a-z,-]+)`/g)].map(([, names]) => names));
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((names) => !readAccepted(names).ok)).toEqual([]);
});
