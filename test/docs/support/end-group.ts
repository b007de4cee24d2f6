import type { ChildProcess } from "node:child_process";

/** Ends a program that was started as the leader of a group, and all that it started. */
export function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
}
