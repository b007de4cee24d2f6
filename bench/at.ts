import type { At } from "../src/gate/check.ts";

/** The time of one decision, as an entry point tells it. */
export function at(nowMs = Date.now()): At {
  const startedMs = performance.now();
  return {
    nowMs,
    elapsedMs: () => performance.now() - startedMs,
    get signal() {
      return AbortSignal.timeout(15_000);
    },
  };
}
