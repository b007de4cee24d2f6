import { CfnMapping } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { usagePlans } from "../src/config/plans.ts";
import type { Quota, UsagePolicy } from "../src/limits/usage-policy.ts";

/**
 * The periods that API Gateway knows, and how long each lasts at most. CloudFormation's validators let `HOUR` through, and the
 * deployment fails.
 */
export const PERIOD_SECONDS: Readonly<Record<Uppercase<Quota["period"]>, number>> = {
  DAY: 86_400,
  WEEK: 7 * 86_400,
  MONTH: 31 * 86_400,
};

/** The plan that the function and the local system have by default, so that all three agree. */
export function demoPlan(): UsagePolicy & { readonly quota: Quota } {
  const read = usagePlans.kind.parse(usagePlans.presence.default);
  const demo = read.ok ? read.value.demo : undefined;
  if (!demo?.quota) throw new Error("USAGE_PLANS has no plan demo with a quota by default");
  return { ...demo, quota: demo.quota };
}

/** After this long a quota has surely begun anew, whenever in its period it was used up. CloudFormation looks it up. */
export function renewalSeconds(scope: Construct, quotaPeriod: string): string {
  const mapping = Object.entries(PERIOD_SECONDS).map(([period, seconds]) => [
    period,
    { Seconds: String(seconds) },
  ]);
  return new CfnMapping(scope, "QuotaPeriods", { mapping: Object.fromEntries(mapping) }).findInMap(
    quotaPeriod,
    "Seconds",
  );
}
