import type { Shell } from "./command.ts";
import { plain } from "./paint.ts";

/** For programs that run a command themselves: no environment, no file, no terminal, time that stands still. */
export const bareShell: Shell = {
  env: {},
  readEnvFile: () => "",
  nowMs: () => 0,
  randomBytes: (count) => new Uint8Array(count),
  readVersion: () => "0.0.0",
  paint: plain,
  paintError: plain,
  show: () => undefined,
  pause: async () => undefined,
};
