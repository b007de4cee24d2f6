import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { typedHere } from "./support/in-process.ts";

/** What a shell offers behind these words, by the script that is printed for it. */
function offered(script: string, words: readonly string[]): readonly string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const type = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _postern; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", `${script}\n${type}`]);
  expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: "" });
  return String(stdout).split("\n").filter(Boolean);
}

const scriptOf = async (shell: string) => (await typedHere(`completion ${shell}`, {})).stdout;

describe("postern completion", () => {
  it.each<[readonly string[], readonly string[]]>([
    [["postern", "pa"], ["pause"]],
    [["postern", "keys", "cr"], ["create"]],
    [["postern", "dlq", "drop", "--al"], ["--all"]],
    [["postern", "dlq", "drop", "0f7c", "--y"], ["--yes"]],
    [["postern", "--v"], ["--version"]],
    [["postern", "pause", "--stage", "prod", "--js"], ["--json"]],
    [["postern", "completion", "--h"], ["--help"]],
  ])("bash offers behind %j: %j", async (words, names) => {
    expect(offered(await scriptOf("bash"), words)).toEqual(names);
  });

  it.each(["zsh", "fish"])("%s is told every command and option", async (shell) => {
    const script = await scriptOf(shell);
    for (const name of ["pause", "resume", "completion", "help", "--stage", "--only-problems"])
      expect(script).toContain(name);
    expect(script).toContain('"keys create"');
  });

  it.each(["zsh", "fish"])("%s reads it, where that is installed", async (shell) => {
    const { error, status, stderr } = spawnSync(shell, ["-n"], { input: await scriptOf(shell) });
    if (error !== undefined) return expect(error).toMatchObject({ code: "ENOENT" });
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: "" });
  });

  it("knows three shells", async () => {
    const { exitCode, stderr } = await typedHere("completion csh", {});
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no completion for "csh". Choose one of bash, zsh, fish.');
  });
});
