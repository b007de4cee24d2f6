import fc from "fast-check";

const AT_ONCE = 20;

/** Rounds of twenty schedules: as many as `npm test` has time for, or all of them by `npm run test:long`. */
const ROUNDS = process.env.LONG === "true" ? 30 : 10;
export const SCHEDULES = AT_ONCE * ROUNDS;

/** Tries so many schedules, twenty at a time, each on a key of its own: the wire is the slow part. */
export const everySchedule = <T>(
  schedule: fc.Arbitrary<T>,
  agree: (each: T) => Promise<void>,
  count = SCHEDULES,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.array(schedule, { minLength: AT_ONCE, maxLength: AT_ONCE }),
      async (schedules) => void (await Promise.all(schedules.map(agree))),
    ),
    { numRuns: count / AT_ONCE },
  );
