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

/** @throws TypeError that names the call, for a limit that would refuse all, or none. */
export function checkLimitPerHour(call: string, limitPerHour: unknown): void {
  if (Number.isSafeInteger(limitPerHour) && Number(limitPerHour) > 0) return;
  throw new TypeError(`${call}: limitPerHour must be a whole number above 0, such as 5`);
}
