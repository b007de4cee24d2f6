import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let checkout: string;
let lists: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-propose-"));
  checkout = join(folder, "checkout");
  lists = join(folder, "lists");
  mkdirSync(lists);
  mkdirSync(join(folder, "bin"));
  // Stands for the GitHub CLI: writes down what it is told, and knows of no pull request.
  writeFileSync(join(folder, "bin/gh"), `#!/bin/sh\necho "$*" >> "${folder}/told"\n`, { mode: 0o755 });
  execFileSync("git", ["init", "--quiet", "--bare", join(folder, "origin.git")]);
  execFileSync("git", ["clone", "--quiet", join(folder, "origin.git"), checkout], { stdio: "pipe" });
  cpSync("scripts/ci/lists-propose.sh", join(checkout, "scripts/ci/lists-propose.sh"), { recursive: true });
  writeFileSync(join(checkout, "list"), "a.example\n");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "first");
});
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-C", checkout, ...args], { encoding: "utf8" }).trim();

const propose = () =>
  execFileSync(join(checkout, "scripts/ci/lists-propose.sh"), [lists], {
    encoding: "utf8",
    stdio: "pipe",
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, HOME: folder },
  });

test("an empty change is not proposed; another is, as a branch and a pull request", () => {
  writeFileSync(join(lists, "lists.patch"), "");
  expect(propose()).toBe("Nothing is new.\n");

  appendFileSync(join(checkout, "list"), "b.example\n");
  writeFileSync(join(lists, "lists.patch"), `${git("diff", "--binary")}\n`);
  git("checkout", "--quiet", "list");
  propose();
  expect(git("ls-remote", "--heads", "origin")).toMatch(/refs\/heads\/lists\/newest$/);
  expect(git("show", "origin/lists/newest:list")).toBe("a.example\nb.example");
  const told = readFileSync(join(folder, "told"), "utf8").trim().split("\n");
  expect(told.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "auth setup-git",
    "pr list",
    "pr create",
  ]);
});
