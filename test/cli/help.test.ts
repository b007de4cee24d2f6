import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Command, type Group, isGroup } from "../../src/cli/command.ts";
import { postern as root } from "../../src/cli/commands.ts";
import { inColour, paintFor } from "../../src/cli/paint.ts";
import { replaceEnvironment, typedHere } from "./support/in-process.ts";
import { postern, ROOT } from "./support/shell.ts";

/** Every name under which something can be asked for, with what it is. */
function all(entry: Command | Group, path: readonly string[] = []): [string, Command | Group][] {
  const below = isGroup(entry) ? Object.entries(entry.commands) : [];
  return [[path.join(" "), entry], ...below.flatMap(([name, each]) => all(each, [...path, name]))];
}

const argsOf = (path: string, ...more: readonly string[]) => [...path.split(" ").filter(Boolean), ...more];

describe.concurrent("--help", () => {
  it.each(all(root))("of postern %s: what it is, how it is called, examples", async (path, entry) => {
    const { exitCode, stdout, stderr } = await typedHere(argsOf(path, "--help"), {});
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(entry.about);
    expect(stdout).toContain(`Usage: ${["postern", ...path.split(" ").filter(Boolean)].join(" ")}`);
    for (const name of Object.keys(isGroup(entry) ? entry.commands : entry.options))
      expect(stdout).toContain(name);
    for (const example of entry.examples) expect(stdout).toContain(`postern ${example}`);
    expect(entry.examples.length).toBeGreaterThan(0);
    expect((await typedHere(argsOf(path, "-h"), {})).stdout).toBe(stdout);
  });
});

describe.concurrent("help", () => {
  it.each([
    ["help", "--help"],
    ["help keys", "keys --help"],
    ["keys help", "keys --help"],
    ["help keys create", "keys create --help"],
    ["keys help create", "keys create --help"],
    ["help help", "--help"],
  ])("postern %s prints what postern %s does", async (asked, same) => {
    const ending = await typedHere(asked, {});
    expect(ending.exitCode).toBe(0);
    expect(ending).toEqual(await typedHere(same, {}));
  });
});

describe.concurrent("--version", () => {
  it("of the program is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(await postern("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe.concurrent("colours", () => {
  it("are for a terminal, unless NO_COLOR or TERM=dumb says no", () => {
    const painted = (isTerminal: boolean, env: Readonly<Record<string, string>>) =>
      paintFor(isTerminal, env)("bad", "x");
    expect(painted(true, { TERM: "xterm" })).toBe("\u001b[31mx\u001b[39m");
    expect(painted(true, { NO_COLOR: "" }), "https://no-color.org: empty is not set").not.toBe("x");
    expect(painted(true, { NO_COLOR: "1" })).toBe("x");
    expect(painted(true, { TERM: "dumb" })).toBe("x");
    expect(painted(false, { TERM: "xterm" })).toBe("x");
  });

  it("are in help and errors, each by the terminal that it goes to, and the words are the same", async () => {
    const colours = { paint: inColour, paintError: inColour };
    const help = await typedHere("keys --help", {}, 0, colours);
    expect(help.stdout).toContain("\u001b[1mCommands:\u001b[22m");
    expect(stripVTControlCharacters(help.stdout)).toBe((await typedHere("keys --help", {})).stdout);
    const wrong = await typedHere("frob", {}, 0, { paintError: inColour });
    expect(wrong.stderr).toContain("\u001b[31mpostern:\u001b[39m There is no command");
    expect((await typedHere("plans --json", {}, 0, colours)).stdout).not.toContain("\u001b");
  });

  it("are not where the program writes into a pipe", async () => {
    expect((await postern("--help", { TERM: "xterm" })).stdout).not.toContain("\u001b");
  });
});

describe.concurrent("the examples of the help", () => {
  // Nothing answers there: what is misused is told before anything is asked.
  const env = {
    ...{ DYNAMODB_PORT: "1", SQS_PORT: "1", PORT: "1" },
    ...{ AWS_REGION: "eu-north-1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    ...{ CLICKSEND_USERNAME: "shop", CLICKSEND_API_KEY: "key", CLICKSEND_URL: "http://127.0.0.1:1" },
  };
  let putBack: () => void;
  beforeAll(() => {
    putBack = replaceEnvironment(env);
  });
  afterAll(() => putBack());

  it.each([...new Set(all(root).flatMap(([, { examples }]) => examples))])(
    "are understood: postern %s",
    async (example) => {
      const { exitCode, stderr } = await typedHere(example, env);
      if (exitCode !== 0)
        expect(stderr).toMatch(/cannot be asked|did not answer|does not answer|was not asked/);
      expect(exitCode).not.toBe(2);
    },
  );
});

describe.concurrent("calling it wrongly ends with 2 and one line that says what to do", () => {
  it.each([
    ["puase all", 'There is no command "puase". Did you mean postern pause? postern --help shows'],
    ["keys lsit", 'There is no command "keys lsit". Did you mean postern keys list? postern keys --help'],
    ["un", 'There is no command "un". Did you mean postern unblock?'],
    ["contrls --json", "Did you mean postern controls?"],
    ["release", 'There is no command "release". Did you mean postern held release?'],
    ["replay", 'There is no command "replay". Did you mean postern dlq replay?'],
    ["keys --version", '"--version" stands before the command.'],
    ["help frobnicate", 'There is no command "frobnicate".'],
    ["keys list --stgae prod", "Unknown option '--stgae'. Did you mean --stage? postern keys list --help"],
    ["doctor --jsn", "Unknown option '--jsn'. Did you mean --json?"],
    ["keys frobnicate", 'There is no command "keys frobnicate". postern keys --help shows those there are.'],
    ["frobnicate", 'There is no command "frobnicate". postern --help shows those there are.'],
    ["toString", 'There is no command "toString".'],
    ["--json keys list", '"--json" stands before the command. Options come last: postern COMMAND --json.'],
    ["keys list --frob", "Unknown option '--frob'. postern keys list --help shows how it is called."],
    ["plans more", 'There is no place for "more". postern plans --help shows how it is called.'],
    ["plans --json=yes", "Option '--json' does not take an argument."],
  ])("postern %s", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await typedHere(args, {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^postern: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });

  it.each(["", "keys"])("postern %s: the help, where an error belongs", async (args) => {
    const { exitCode, stdout, stderr } = await typedHere(args, {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe((await typedHere(`${args} --help`, {})).stdout);
  });

  it("also as a program", async () => {
    expect(await postern("frobnicate")).toEqual(await typedHere("frobnicate", {}));
  });
});

describe("plans", () => {
  const USAGE_PLANS =
    '{"a":{"rate":0.5,"burst":3},"b":{"rate":1,"burst":1,"quota":{"limit":5,"period":"week","offset":1}}}';

  it("are those of USAGE_PLANS, for people and for programs", async () => {
    const { stdout } = await typedHere("plans", { USAGE_PLANS });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ["PLAN", "RATE", "BURST", "QUOTA", "OFFSET"],
      ["a", "0.5/s", "3", "none"],
      ["b", "1/s", "1", "5/week", "day 1"],
    ]);
    expect(JSON.parse((await typedHere("plans --json", { USAGE_PLANS })).stdout)).toEqual([
      { name: "a", ratePerSecond: 0.5, burst: 3 },
      { name: "b", ratePerSecond: 1, burst: 1, quota: { limit: 5, period: "week", offset: 1 } },
    ]);
  });

  it("are the demo plan by default", async () => {
    expect((await typedHere("plans", {})).stdout).toMatch(/demo +1\/s +1 +10\/day/);
  });
});
