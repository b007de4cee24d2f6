/** Rounds of twenty schedules: as many as `npm test` has time for, or all of them by `npm run test:long`. */
export const ROUNDS = process.env.LONG === "true" ? 30 : 10;
export const SCHEDULES = 20 * ROUNDS;
