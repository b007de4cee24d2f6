import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const LIST = "src/email/disposable-domains.bin";

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
  mkdirSync(join(checkout, "src/email"), { recursive: true });
  writeFileSync(join(checkout, LIST), "a.example\n");
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

/** The patch of a change, in a checkout as it was. */
function leave(change: () => void): void {
  git("reset", "--quiet", "--hard");
  change();
  git("add", "--all");
  writeFileSync(join(lists, "lists.patch"), `${git("diff", "--cached", "--binary")}\n`);
  git("reset", "--quiet", "--hard");
}

const heads = () => git("ls-remote", "--heads", "origin");

test("an empty change is not proposed", () => {
  writeFileSync(join(lists, "lists.patch"), "");
  expect(propose()).toBe("Nothing is new.\n");
  expect(heads()).toBe("");
});

test.each<[string, () => void, string]>([
  [
    "a script",
    () => appendFileSync(join(checkout, "scripts/ci/lists-propose.sh"), "echo planted\n"),
    "scripts/ci/lists-propose.sh",
  ],
  [
    "a new file",
    () => writeFileSync(join(checkout, "src/email/planted.ts"), "planted"),
    "src/email/planted.ts",
  ],
  ["a list that goes elsewhere", () => git("mv", LIST, "src/list"), "src/list"],
  ["a list that becomes a link", () => linkList("/etc/hostname"), "mode change"],
  ["a list that may be run", () => chmodSync(join(checkout, LIST), 0o755), "mode change"],
])("a change of %s is refused, and nothing is pushed", (_, change, named) => {
  leave(() => {
    appendFileSync(join(checkout, LIST), "b.example\n");
    change();
  });
  expect(propose).toThrow(named);
  expect(heads()).toBe("");
});

test("a change of the list is proposed, as a branch and a pull request", () => {
  leave(() => appendFileSync(join(checkout, LIST), "b.example\n"));
  propose();
  expect(heads()).toMatch(/refs\/heads\/lists\/newest$/);
  expect(git("show", `origin/lists/newest:${LIST}`)).toBe("a.example\nb.example");
  const told = readFileSync(join(folder, "told"), "utf8").trim().split("\n");
  expect(told.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "auth setup-git",
    "pr list",
    "pr create",
  ]);
});

function linkList(target: string): void {
  rmSync(join(checkout, LIST));
  symlinkSync(target, join(checkout, LIST));
}
