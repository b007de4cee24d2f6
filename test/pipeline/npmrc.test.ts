import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { npmrcFaults } from "../../scripts/ci/npmrc-faults.ts";

test("our .npmrc holds nothing but what is allowed", () => {
  const text = readFileSync(".npmrc", "utf8");
  expect(text).toMatch(/^save-exact=true$/m);
  expect(npmrcFaults(text)).toEqual([]);
});

test.each<[string, string, string]>([
  ["another registry", "registry=https://elsewhere.example/", ".npmrc sets registry"],
  [
    "another registry for a scope",
    "@aws-sdk:registry=https://elsewhere.example/",
    ".npmrc sets @aws-sdk:registry",
  ],
  ["blanks around it", "  registry = https://elsewhere.example/", ".npmrc sets registry"],
  [
    "a token, which is not printed",
    "//elsewhere.example/:_authToken=s3cret",
    ".npmrc sets //elsewhere.example/:_authToken",
  ],
  ["a shell for scripts", "script-shell=./evil.sh", ".npmrc sets script-shell"],
  ["scripts let loose", "ignore-scripts", ".npmrc sets ignore-scripts"],
  ["another value", "save-exact=false", ".npmrc sets save-exact"],
  ["a section", "[registry]", ".npmrc sets [registry]"],
  [
    "a line that only npm sees as one",
    "fund=false\rregistry=https://elsewhere.example/",
    ".npmrc sets registry",
  ],
])("planted in it, %s is refused", (_, planted, fault) => {
  const faults = npmrcFaults(`save-exact=true\n${planted}\naudit=false\n`);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(fault);
  expect(faults[0]).not.toContain("s3cret");
});

test("with a line too many, the check before npm ci fails", () => {
  const folder = mkdtempSync(join(tmpdir(), "postern-npmrc-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("package-lock.json", join(folder, "package-lock.json"));
  const check = () =>
    spawnSync(resolve("node_modules/.bin/node"), [resolve("scripts/ci/lockfile.ts")], { cwd: folder }).status;
  writeFileSync(join(folder, ".npmrc"), "fund=false\n");
  expect(check()).toBe(0);
  writeFileSync(join(folder, ".npmrc"), "fund=false\nregistry=https://elsewhere.example/\n");
  expect(check()).toBe(1);
});
