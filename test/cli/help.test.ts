import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Command, type Group, isGroup } from "../../src/cli/command.ts";
import { postern as root } from "../../src/cli/commands.ts";
import { replaceEnvironment, typedHere } from "./support/in-process.ts";
import { postern } from "./support/shell.ts";

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
      if (exitCode !== 0) expect(stderr).toMatch(/cannot be asked|did not answer/);
      expect(exitCode).not.toBe(2);
    },
  );
});

describe.concurrent("calling it wrongly ends with 2 and one line that says what to do", () => {
  it.each([
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
