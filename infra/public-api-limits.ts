import { CfnParameter, type Stack } from "aws-cdk-lib";
import { demoPlan, PERIOD_SECONDS } from "./public-api-usage-plan.ts";

/** How many requests API Gateway lets through. References to parameters, each of them at least 1. */
export interface ApiLimits {
  /** A second, in the long run. Counts for each method by itself and for all callers together. */
  readonly ratePerSecond: number;
  /** At once, likewise for each method. */
  readonly burst: number;
  /** What each API key may do at `/formsubmit`. */
  readonly partner: {
    readonly ratePerSecond: number;
    readonly burst: number;
    readonly quota: number;
    /** One of PERIOD_SECONDS. */
    readonly quotaPeriod: string;
  };
}

/** At 5 a second a flood of a whole day costs about 2 USD for each route (docs/defence-in-depth.md). */
const DEFAULT_RATE_PER_SECOND = 5;
const DEFAULT_BURST = 10;

export function apiLimits(stack: Stack): ApiLimits {
  const demo = demoPlan();
  const count = (name: string, byDefault: number, description: string) =>
    new CfnParameter(stack, name, { type: "Number", default: byDefault, minValue: 1, description })
      .valueAsNumber;
  return {
    ratePerSecond: count(
      "ApiRatePerSecond",
      DEFAULT_RATE_PER_SECOND,
      "Requests a second that API Gateway lets through to each route, of all callers together. Above it they get 429.",
    ),
    burst: count("ApiBurst", DEFAULT_BURST, "Requests that may come at once to each route. A whole number."),
    partner: {
      ratePerSecond: count("PartnerRatePerSecond", demo.ratePerSecond, "Calls a second of each API key."),
      burst: count(
        "PartnerBurst",
        demo.burst,
        "Calls of each API key that may come at once. A whole number.",
      ),
      quota: count("PartnerQuota", demo.quota.limit, "Calls of each API key in a period. A whole number."),
      quotaPeriod: new CfnParameter(stack, "PartnerQuotaPeriod", {
        default: demo.quota.period.toUpperCase(),
        allowedValues: Object.keys(PERIOD_SECONDS),
        description:
          "The period of that quota. A day ends at midnight UTC, a week with Saturday, a month with its last day. Retry-After follows when the API is deployed anew.",
      }).valueAsString,
    },
  };
}
