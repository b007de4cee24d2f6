import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { folder, ROOT, typed } from "./support/shell.ts";

/** As in the shell of a person: without what `npm test` puts in front. */
const PATH = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((each) => !each.includes("node_modules"))
  .join(delimiter);

it.each([".", "docs"])(
  "npx postern runs from a checkout without a build and without a network: in %s",
  async (where) => {
    const cache = await folder({});
    try {
      const env = { PATH, npm_config_cache: cache.path, npm_config_offline: "true" };
      const { exitCode, stdout } = await typed("npx", ["postern", "plans", "--json"], {
        env,
        cwd: join(ROOT, where),
      });
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject([{ name: "demo", ratePerSecond: 1 }]);
    } finally {
      await cache.remove();
    }
  },
);

it("says in one sentence what it needs where Node is too old", async () => {
  // Any Node will do: to the program it says that it is another.
  const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.17.1'})";
  const args = ["--import", old, join(ROOT, "bin", "postern.mjs"), "plans"];
  expect(await typed(process.execPath, args)).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      'Postern needs Node 22.18 or newer, and this is Node 22.17.1: run "npm ci", then "npx postern", which runs on the Node 24 that npm ci installs.\n',
  });
});

it("runs what was built where there are no sources, as in an installed package", async () => {
  const installed = await folder({});
  try {
    await cp(join(ROOT, "bin"), join(installed.path, "bin"), { recursive: true });
    await mkdir(join(installed.path, "dist", "cli"), { recursive: true });
    await writeFile(join(installed.path, "dist", "cli", "main.mjs"), 'process.stdout.write("built\\n");\n');
    const { stdout } = await typed(process.execPath, [join(installed.path, "bin", "postern.mjs")]);
    expect(stdout).toBe("built\n");
  } finally {
    await installed.remove();
  }
});

it("tells whoever forgot npm ci", async () => {
  const fresh = await folder({ "package.json": '{"type":"module"}' });
  try {
    for (const part of ["bin", "src"])
      await cp(join(ROOT, part), join(fresh.path, part), { recursive: true });
    const failed = await typed(process.execPath, [join(fresh.path, "bin", "postern.mjs"), "plans"]);
    expect(failed).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `Postern's packages are not installed: run "npm ci" first.\n`,
    });
  } finally {
    await fresh.remove();
  }
});

it("does not complain when its reader leaves early", async () => {
  const child = spawn(process.execPath, [join(ROOT, "bin", "postern.mjs"), "--help"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(stderr).toBe("");
});
