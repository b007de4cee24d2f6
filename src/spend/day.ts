const SECONDS_PER_DAY = 86_400;

/** What a day held is of interest for a while, and an instance whose clock is behind still counts in the day before. */
const DAYS_KEPT = 7;

const dayNumber = (nowMs: number) => Math.floor(nowMs / 1_000 / SECONDS_PER_DAY);

/** The day in UTC, such as `2026-11-22`. */
export const utcDay = (nowMs: number) => new Date(nowMs).toISOString().slice(0, 10);

/** At least 1: an answer of 0 would invite a retry into the same day. */
export const secondsUntilNextUtcDay = (nowMs: number) =>
  Math.max(1, Math.ceil((dayNumber(nowMs) + 1) * SECONDS_PER_DAY - nowMs / 1_000));

/** When what was counted on this day may be forgotten, in seconds since the epoch. */
export const dayExpiresAtSeconds = (nowMs: number) => (dayNumber(nowMs) + 1 + DAYS_KEPT) * SECONDS_PER_DAY;
