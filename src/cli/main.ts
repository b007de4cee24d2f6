import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { postern } from "./commands.ts";
import { paintFor } from "./paint.ts";
import { run } from "./run.ts";

const { env, stdout, stderr } = process;

// The reader may leave before the end, as `head` does. A command that goes on would go on for no reader.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const ending = await run(postern, process.argv.slice(2), {
  env,
  readEnvFile,
  nowMs: Date.now,
  randomBytes,
  readVersion,
  paint: paintFor(stdout.isTTY, env),
  paintError: paintFor(stderr.isTTY, env),
  show: (text) => void stdout.write(`${text}\n`),
  pause: async (ms) => void (await pause(ms)),
});
process.exitCode = ending.exitCode;
stdout.write(ending.stdout);
stderr.write(ending.stderr);

function readEnvFile(): string {
  try {
    return readFileSync(".env", "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Two folders up from `src/cli`, and from `dist/cli`. */
function readVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
