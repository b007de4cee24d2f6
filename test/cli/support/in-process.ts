import { randomBytes } from "node:crypto";
import { bareShell } from "../../../src/cli/bare-shell.ts";
import type { Shell } from "../../../src/cli/command.ts";
import { postern } from "../../../src/cli/commands.ts";
import { type Ending, run } from "../../../src/cli/run.ts";
import { NO_ACCOUNT } from "./shell.ts";

/** `postern ARGS` without a process of its own, where nothing hangs on one. */
export const typedHere = (
  args: string | readonly string[],
  env: Readonly<Record<string, string>>,
  nowMs: number = Date.now(),
  more: Partial<Shell> = {},
): Promise<Ending> =>
  run(postern, typeof args === "string" ? args.split(" ").filter(Boolean) : args, {
    ...bareShell,
    env,
    nowMs: () => nowMs,
    randomBytes,
    ...more,
  });

/**
 * Puts these settings, and no account, in place of the environment of this process: the AWS SDK looks there by itself. What
 * runs side by side shares it.
 * @returns what puts the former environment back.
 */
export function replaceEnvironment(env: Readonly<Record<string, string>>): () => void {
  const former = process.env;
  const { PATH = "", HOME = "" } = former;
  process.env = { PATH, HOME, ...NO_ACCOUNT, ...env };
  return () => {
    process.env = former;
  };
}

/** `postern ARGS` with this environment and no other, for what reaches AWS by it. Not for tests that run side by side. */
export async function typedWithAws(args: string, env: Readonly<Record<string, string>>): Promise<Ending> {
  const putBack = replaceEnvironment(env);
  try {
    return await typedHere(args, env);
  } finally {
    putBack();
  }
}
