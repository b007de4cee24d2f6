import { postern } from "../../../src/cli/commands.ts";
import { type Ending, run } from "../../../src/cli/run.ts";

/** `postern ARGS` without a process of its own, where nothing hangs on one. */
export const typedHere = (
  args: string | readonly string[],
  env: Readonly<Record<string, string>>,
  nowMs: number = Date.now(),
): Promise<Ending> =>
  run(postern, typeof args === "string" ? args.split(" ") : args, {
    env,
    readEnvFile: () => "",
    nowMs: () => nowMs,
    randomBytes: () => new Uint8Array(),
  });
