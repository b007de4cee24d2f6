import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { atTheEndOfEachFile } from "../../support/end-of-file.ts";

const PROGRAM = fileURLToPath(new URL("../../../soak/main.ts", import.meta.url));
const PATIENT = fileURLToPath(new URL("../../support/patient.ts", import.meta.url));

const running = new Set<ChildProcess>();
atTheEndOfEachFile(() => {
  for (const child of running) child.kill();
});

/** Starts the program as a person does, save that its visitors are patient. It has ended by the end of the test file. */
export function startSoak(...options: readonly string[]) {
  const args = ["--import", PATIENT, PROGRAM, ...options];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  );
  return { child, ended };
}

/** What stands in a row of its table. */
export function rowOf(stdout: string, name: string): string | undefined {
  return stdout
    .split("\n")
    .map((line) => line.replaceAll("**", "").split("|"))
    .find(([, first]) => first?.trim() === name)?.[2]
    ?.trim();
}
