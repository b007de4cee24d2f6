import { expect } from "vitest";
import type { Host, LambdaContext } from "../../src/functions/host.ts";
import { type TestClock, testClock } from "./clock.ts";
import { atTheEndOfEachFile } from "./end-of-file.ts";
import { leaksIn } from "./planted.ts";

/** A decision, as the line tells it. */
export interface LoggedDecision {
  readonly outcome: string;
  readonly reason: string;
  readonly gate: string;
  readonly status?: number;
  readonly detail?: string;
  readonly degraded?: readonly string[];
  readonly error?: { readonly name: string };
  readonly trail: readonly {
    readonly check: string;
    readonly verdict: string;
    readonly undone?: string;
  }[];
}

export interface LoggedLine {
  readonly level?: string;
  readonly message?: string;
  readonly requestId?: string;
}

const isDecision = (line: LoggedLine): line is LoggedLine & LoggedDecision => "outcome" in line;

const captured: string[] = [];

/** Two instances never make the same. */
let texts = 0;

/** Every line that any test of a file has captured is searched when the file ends. */
atTheEndOfEachFile(() => {
  expect(leaksIn(captured.splice(0)), "lines that hold something of a visitor").toEqual([]);
});

export const capture = (line: string): void => void captured.push(line);

/** What a function is lent: these settings and nothing of the shell, a clock that stands still, a captured log. */
export function testHost(env: Host["env"], clock: TestClock = testClock()) {
  const raw: string[] = [];
  const lines = () => raw.map((line) => JSON.parse(line) as LoggedLine);
  const host: Host = {
    env,
    nowMs: clock.nowMs,
    monotonicMs: () => 0,
    randomText: () => `00000000-0000-4000-8000-${String(++texts).padStart(12, "0")}`,
    random: () => 0.5,
    pause: async () => undefined,
    writeLine: (line) => {
      capture(line);
      raw.push(line);
    },
  };
  return { host, raw, lines, decisions: () => lines().filter(isDecision) };
}

export const CONTEXT: LambdaContext = {
  awsRequestId: "8f5ab0a7-1c9e-4a43-9a5e-0c3f1c1f6a11",
  getRemainingTimeInMillis: () => 15_000,
};
