import type { Host } from "../../src/functions/host.ts";

/** What a function is lent in a process of its own: these settings, a clock that stands still, and a log that nobody reads. */
export const bareHost = (env: Host["env"], nowMs: number): Host => ({
  env,
  nowMs: () => nowMs,
  monotonicMs: () => 0,
  randomText: () => "a random text for tests",
  random: () => 0.5,
  pause: async () => undefined,
  writeLine: () => {},
});
