import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const SCRIPT = resolve("scripts/ci/packages.sh");

const WORKS = "#!/bin/sh\necho 1.0\n";
/** As what Ubuntu puts where a snap would have to be. */
const BROKEN = "#!/bin/sh\necho 'requires the snap' >&2\nexit 1\n";

let folder: string;
const put = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o755 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-packages-"));
  put("sudo", '#!/bin/sh\nexec "$@"\n');
  put("redis-server", WORKS);
  put("chromium", BROKEN);
  aptMakes("true");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stands for apt-get: writes down what it is told, and installs by this command. */
const aptMakes = (command: string) =>
  put(
    "apt-get",
    `#!/bin/sh\necho "$*" >> "${folder}/told"\ncd "${folder}"\n[ "$1" = update ] || ${command}\n`,
  );

const packages = (env: Readonly<Record<string, string>> = {}) => {
  const { status, stderr } = spawnSync(SCRIPT, {
    env: { PATH: `${folder}:${process.env.PATH}`, ...env },
    encoding: "utf8",
  });
  const told = join(folder, "told");
  return { status, stderr, told: existsSync(told) ? readFileSync(told, "utf8").trim().split("\n") : [] };
};

test("what runs already is not installed", () => {
  put("chromium", WORKS);
  expect(packages()).toEqual({ status: 0, stderr: "", told: [] });
});

test("what is missing is installed", () => {
  aptMakes(`printf '#!/bin/sh\\n' > chromium`);
  const { status, told } = packages();
  expect(status).toBe(0);
  expect(told.map((line) => [line.split(" ")[0], line.split(" ").at(-1)])).toEqual([
    ["update", "-q"],
    ["install", "chromium"],
  ]);
});

test.each([
  ["is a stub", "true"],
  ["is not there", "exit 100"],
])("a browser whose package %s is refused, with what to do instead", (_, command) => {
  aptMakes(command);
  const { status, stderr } = packages();
  expect(status).toBe(1);
  expect(stderr).toMatch(/chromium does not run[\s\S]*snap[\s\S]*CHROMIUM_PATH/);
});

test("a browser that CHROMIUM_PATH names is taken, and has to run", () => {
  put("chrome", WORKS);
  expect(packages({ CHROMIUM_PATH: join(folder, "chrome") })).toEqual({ status: 0, stderr: "", told: [] });
  put("chrome", BROKEN);
  const { status, stderr } = packages({ CHROMIUM_PATH: join(folder, "chrome") });
  expect([status, stderr]).toEqual([1, expect.stringContaining(`${folder}/chrome does not run`)]);
});
