import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../soak/main.ts", import.meta.url));

/** Starts the program as a person does. */
export function startSoak(...options: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: ["ignore", "pipe", "pipe"] });
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
