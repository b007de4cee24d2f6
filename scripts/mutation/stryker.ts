import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { Stryker } from "@stryker-mutator/core";
import type { RoomFiles } from "./files.ts";
import { oneLine, type Tested } from "./judge.ts";
import { TESTS_VARIABLE } from "./tests-variable.ts";

type Options = ConstructorParameters<typeof Stryker>[0];
type Result = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

const SETTINGS: Options = {
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  vitest: { configFile: "scripts/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  // Messages are held by tests where they matter; a name or a word more in one is not a decision.
  mutator: { excludedMutations: ["StringLiteral"] },
  // Stryker rewrites the configuration of TypeScript with TypeScript's own API, which TypeScript 7 does not have. It leaves
  // alone what it does not find.
  tsconfigFile: "there-is-none.json",
  reporters: ["progress-append-only"],
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  // What no test of these rooms reads is not copied.
  ignorePatterns: ["/*", "!/package.json", "!/tsconfig.json", "!/scripts", "!/src", "!/test", "!/local"],
};

/** Changes the files of one room, one change at a time, and runs its tests over each. */
export async function testedMutants(
  { mutate, tests }: RoomFiles,
  concurrency: number | undefined,
): Promise<readonly Tested[]> {
  const options: Options = {
    ...SETTINGS,
    mutate: [...mutate],
    ...(concurrency !== undefined && { concurrency }),
  };
  // Not by Stryker's own `testFiles`: for a mutant that acts at import it hands names of files to the runner, which takes
  // them for names of tests, finds none, and lets the mutant live.
  process.env[TESTS_VARIABLE] = tests.join();
  const results = await new Stryker(options).runMutationTest();
  const tested = results.filter(({ status }) => status !== "Ignored").map(testedOf);
  if (tested.length === 0) throw new Error(`Stryker changed nothing in ${mutate.join(", ")}`);
  return tested;
}

function testedOf({ fileName, mutatorName, replacement, location, status }: Result): Tested {
  const { start, end } = location;
  const source = readFileSync(fileName, "utf8");
  return {
    file: relative(process.cwd(), fileName),
    mutator: mutatorName,
    line: oneLine(source.split("\n")[start.line - 1] ?? ""),
    original: oneLine(textBetween(source, start, end)),
    replacement: oneLine(replacement ?? ""),
    lineNumber: start.line,
    lives: status === "Survived" || status === "NoCoverage",
  };
}

/** Both count from 1; the end is the first place behind the text. */
interface Position {
  readonly line: number;
  readonly column: number;
}

function textBetween(source: string, start: Position, end: Position): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : line.length),
    )
    .join("\n");
}
