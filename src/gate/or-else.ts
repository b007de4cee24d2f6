import type { Check } from "./check.ts";
import { isUnavailable } from "./is-unavailable.ts";

/**
 * Asks the second check when the first one's store cannot be asked, and says so: the verdict is `degraded`,
 * with `because`. Whether that fails open or closed is the second check's answer, chosen by name.
 * Any other error passes through: a bug must not look like an outage.
 */
export function orElse<Needs, Adds, R extends string>(
  first: Check<Needs, Adds, R>,
  whenStoreFails: Check<Needs, Adds, R>,
  because: string,
): Check<Needs, Adds, R> {
  return {
    name: first.name,
    run: async (input, at) => {
      try {
        return await first.run(input, at);
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        const verdict = await whenStoreFails.run(input, at);
        return { ...verdict, degraded: because, error };
      }
    },
  };
}
