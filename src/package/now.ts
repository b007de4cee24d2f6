import type { At } from "../gate/check.ts";

/** This moment, for callers that no platform tells the time: scripts, server actions, middleware. */
export function now(signal: AbortSignal = NEVER): At {
  const startedMs = performance.now();
  return { nowMs: Date.now(), elapsedMs: () => performance.now() - startedMs, signal };
}

const NEVER = new AbortController().signal;
