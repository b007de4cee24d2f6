import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { postern } from "./commands.ts";
import { run } from "./run.ts";

const { exitCode, stdout, stderr } = await run(postern, process.argv.slice(2), {
  env: process.env,
  readEnvFile,
  nowMs: Date.now,
  randomBytes,
});

// Whoever reads may leave before the end, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;

function readEnvFile(): string {
  try {
    return readFileSync(".env", "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
