import fc from "fast-check";

const AT_ONCE = 20;

/**
 * Rounds of twenty random schedules. Each known mistake (a clause that is missing, an end that is off by one) is found by a
 * chosen schedule; of the random ones nearly each was found within fifty. They are for what is not known yet, and many more of
 * them run by `npm run test:long`.
 */
const ROUNDS = process.env.LONG === "true" ? 30 : 3;
export const SCHEDULES = AT_ONCE * ROUNDS;

/** Tries the chosen schedules, and then random ones, twenty at a time, each on a key of its own: the wire is the slow part. */
export const everySchedule = <T>(
  schedule: fc.Arbitrary<T>,
  chosen: Readonly<Record<string, T>>,
  agree: (each: T) => Promise<void>,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.array(schedule, { minLength: AT_ONCE, maxLength: AT_ONCE }),
      async (schedules) => void (await Promise.all(schedules.map(agree))),
    ),
    { numRuns: ROUNDS + 1, examples: [[Object.values(chosen)]] },
  );
