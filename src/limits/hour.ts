const SECONDS_PER_HOUR = 3_600;

/** An instance whose clock is behind still counts in the hour before: what is counted must outlive the hour. */
const CLOCK_SKEW_SECONDS = 300;

/** Clock hours since the epoch. */
export const hourOf = (nowMs: number) => Math.floor(nowMs / 1_000 / SECONDS_PER_HOUR);

/** When what was counted in an hour may be forgotten, in seconds since the epoch. */
export const hourExpiresAtSeconds = (hour: number) => (hour + 1) * SECONDS_PER_HOUR + CLOCK_SKEW_SECONDS;

/** At least 1: an answer of 0 would invite a retry into the same hour. */
export const secondsUntilNextHour = (nowMs: number) =>
  Math.max(1, Math.ceil((hourOf(nowMs) + 1) * SECONDS_PER_HOUR - nowMs / 1_000));
