export const DAY_MS = 86_400_000;
const SECONDS_PER_DAY = DAY_MS / 1_000;

/** The day in UTC, such as `2026-11-22`. */
export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/**
 * At least 1: an answer of 0 would invite a retry into the same day.
 * @param days 1 for the next day, 2 for the one after it.
 */
export const secondsUntilNextDay = (nowMs: number, days = 1) =>
  Math.max(1, Math.ceil((Math.floor(nowMs / DAY_MS) + days) * SECONDS_PER_DAY - nowMs / 1_000));

/** When what was counted in the day of this moment may be forgotten, in seconds since the epoch. */
export const dayExpiresAtSeconds = (nowMs: number, daysKept: number) =>
  (Math.floor(nowMs / DAY_MS) + 1 + daysKept) * SECONDS_PER_DAY;
