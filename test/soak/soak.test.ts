import { execFileSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { rowOf, startSoak } from "./support/run.ts";

/** With this seed SQS hands over 7 of the first 40 messages twice. */
const SMALL = ["--messages", "80", "--kills", "4", "--workers", "3", "--speed", "4", "--seed", "131867"];
const LIMIT = { timeout: 120_000 };

it("a small run loses nothing, and can explain every duplicate", LIMIT, async () => {
  const { stdout, stderr, code } = await startSoak(...SMALL).ended;
  expect(stderr).toBe("seed 131867\n");
  expect(rowOf(stdout, "messages answered 200")).toBe("80");
  expect(rowOf(stdout, "lost")).toBe("0");
  expect(rowOf(stdout, "duplicates unexplained")).toBe("0");
  expect(rowOf(stdout, "workers killed")).toMatch(/^4, /);
  expect(code).toBe(0);
});

/** As long as the test may take: how fast a process starts or ends says something of the machine alone. */
const WHENEVER = { timeout: 60_000, interval: 200 };

it.concurrent.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
  "leaves no process behind when it gets %s",
  async (signal) => {
    const { child, ended } = startSoak("--messages", "100", "--kills", "0", "--workers", "2", "--seed", "1");
    await vi.waitFor(() => expect(childrenOf(child.pid)).toHaveLength(2), WHENEVER);
    const workers = childrenOf(child.pid);
    child.kill(signal);
    await ended;
    await vi.waitFor(() => expect(workers.filter(isRunning)).toEqual([]), WHENEVER);
  },
);

it("gives up when its time is over", async () => {
  const endless = ["--messages", "100000", "--kills", "0", "--workers", "1", "--seconds", "1"];
  const { stderr, code } = await startSoak(...endless).ended;
  expect(stderr).toContain("Given up after 1 seconds");
  expect(code).toBe(1);
});

it.each([
  ["--messages", "0"],
  ["--kills", "many"],
  ["--broken", "planted"],
])("refuses %s %s", async (...options) => {
  const { stderr, code } = await startSoak(...options).ended;
  expect(stderr).toContain(`cannot be ${options[0]}`);
  expect(code).toBe(2);
});

function childrenOf(parent: number | undefined): number[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return processes
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

function isRunning(pid: number): boolean {
  const states = execFileSync("ps", ["-A", "-o", "pid=,stat="], { encoding: "utf8" });
  return states.split("\n").some((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line));
}
