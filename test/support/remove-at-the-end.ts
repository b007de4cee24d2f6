import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Removes a folder when this process has ended, in whatever way: Vitest ends its workers by a signal, at which nothing of theirs
 * runs. A shell waits until the pipe to it breaks. What writes there may end a moment later, as Chromium does.
 */
export function removeAtTheEnd(folder: string): void {
  const script = 'cat; rm -rf "$1" || { sleep 1; rm -rf "$1"; }';
  const remover = spawn("sh", ["-c", script, "sh", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  remover.unref();
  (remover.stdin as Socket).unref();
}
