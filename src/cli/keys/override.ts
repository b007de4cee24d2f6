import { readPolicy } from "../../config/plans.ts";
import type { UsagePolicy } from "../../limits/usage-policy.ts";

/** What a client has instead of its plan's, as options. */
export const overrideOptions = {
  rate: { type: "string", value: "N", about: "Calls a second, instead of the plan's." },
  burst: { type: "string", value: "N", about: "Calls at once, instead of the plan's." },
  quota: {
    type: "string",
    value: "N/PERIOD",
    about: "Calls a day, week or month, instead of the plan's: 500/day.",
  },
} as const;

interface Written {
  readonly rate: string | undefined;
  readonly burst: string | undefined;
  readonly quota: string | undefined;
}

/**
 * Reads the options into an override, empty when none is given. Undefined when they, or what they make of the plan, make
 * no sense.
 */
export function readOverride(plan: UsagePolicy, written: Written): Partial<UsagePolicy> | undefined {
  const { limit, period } = /^(?<limit>\d+)\/(?<period>\w+)$/.exec(written.quota ?? "")?.groups ?? {};
  const read = readPolicy({
    rate: numberOf(written.rate) ?? plan.ratePerSecond,
    burst: numberOf(written.burst) ?? plan.burst,
    quota: written.quota === undefined ? plan.quota : { limit: Number(limit), period },
  });
  return (
    read && {
      ...(written.rate !== undefined && { ratePerSecond: read.ratePerSecond }),
      ...(written.burst !== undefined && { burst: read.burst }),
      ...(written.quota !== undefined && { quota: read.quota }),
    }
  );
}

const numberOf = (text: string | undefined) =>
  text === undefined ? undefined : /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
