import type { RedisCommands } from "./redis.ts";

/**
 * Runs a script on one key, so that it runs in a cluster too; Redis runs it as one. Sent whole each time: at this length,
 * `EVALSHA` would save nothing and need a second round trip whenever Redis has forgotten the script.
 *
 * Scripts write numbers with `%.17g`: Lua's own way keeps 14 digits, and a time in microseconds has 16. They answer large ones
 * as text: `@redis/client` and `ioredis` read a whole number near 2^53 one too high. Other texts are none that a client could
 * take for JSON.
 * @param key without the prefix.
 * @throws Unavailable when Redis cannot be asked; the script may have run all the same.
 */
export const runScript = (
  redis: RedisCommands,
  script: string,
  key: string,
  ...args: readonly (string | number)[]
): Promise<unknown> => redis.send(["EVAL", script, "1", redis.keyPrefix + key, ...args.map(String)]);

/** Clocks of processes differ. What Redis has deleted is lost to the one whose clock is behind. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Milliseconds that Redis keeps what has a meaning until then. A span and not a moment: Redis's own clock says nothing about
 * the caller's. Deletion is housekeeping; what is over is judged by the times that are kept.
 */
export const keptForMs = (nowMs: number, untilMs: number): number =>
  Math.max(0, Math.ceil(untilMs - nowMs)) + CLOCK_MARGIN_MS;

/** A list in the answer of a script, or nothing. */
export const listOf = (answer: unknown): readonly unknown[] => (Array.isArray(answer) ? answer : []);
