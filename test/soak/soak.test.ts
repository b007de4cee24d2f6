import { execFileSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { rowOf, startSoak } from "./support/run.ts";

const SMALL = ["--messages", "300", "--kills", "8", "--speed", "8", "--seed", "1", "--seconds", "60"];

it("a small run loses nothing, and can explain every duplicate", { timeout: 70_000 }, async () => {
  const { stdout, stderr, code } = await startSoak(...SMALL).ended;
  expect(stderr).toBe("seed 1\n");
  expect(rowOf(stdout, "messages answered 200")).toBe("300");
  expect(rowOf(stdout, "lost")).toBe("0");
  expect(rowOf(stdout, "duplicates unexplained")).toBe("0");
  expect(rowOf(stdout, "workers killed")).toMatch(/^8, /);
  expect(code).toBe(0);
});

it.concurrent.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)(
  "leaves no process behind when it gets %s",
  async (signal) => {
    const { child, ended } = startSoak(...SMALL);
    await vi.waitFor(() => expect(childrenOf(child.pid)).toHaveLength(4), { timeout: 10_000 });
    const workers = childrenOf(child.pid);
    child.kill(signal);
    await ended;
    await vi.waitFor(() => expect(workers.filter(isRunning)).toEqual([]), { timeout: 10_000 });
  },
);

it("gives up when its time is over", { timeout: 70_000 }, async () => {
  const { stderr, code } = await startSoak("--messages", "100000", "--kills", "0", "--seconds", "1").ended;
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
