import { Period, type UsagePlanProps } from "aws-cdk-lib/aws-apigateway";
import { usagePlans } from "../src/config/plans.ts";
import type { Quota, UsagePolicy } from "../src/limits/usage-policy.ts";

/** API Gateway knows these three; CloudFormation's validators let `HOUR` through, and the deployment fails. */
const PERIODS: Readonly<
  Record<Quota["period"], { readonly period: Period; readonly longestSeconds: number }>
> = {
  day: { period: Period.DAY, longestSeconds: 86_400 },
  week: { period: Period.WEEK, longestSeconds: 7 * 86_400 },
  month: { period: Period.MONTH, longestSeconds: 31 * 86_400 },
};

/** The plan that the function and the local system have by default, so that all three agree. */
export function demoPlan(): UsagePolicy {
  const read = usagePlans.kind.parse(usagePlans.presence.default);
  const demo = read.ok ? read.value.demo : undefined;
  if (demo === undefined) throw new Error("USAGE_PLANS has no plan demo by default");
  return demo;
}

/** @throws RangeError when the quota's period is none of API Gateway's. */
export function usagePlanProps({ ratePerSecond, burst, quota }: UsagePolicy): UsagePlanProps {
  return {
    throttle: { rateLimit: ratePerSecond, burstLimit: burst },
    ...(quota && {
      quota: { limit: quota.limit, period: periodOf(quota).period, offset: quota.offset ?? 0 },
    }),
  };
}

/** After this long a quota has surely begun anew, whenever in its period it was used up. */
export const renewalSeconds = (quota: Quota): number => periodOf(quota).longestSeconds;

function periodOf({ period }: Quota) {
  if (!Object.hasOwn(PERIODS, period)) {
    throw new RangeError(`A quota's period is day, week or month: API Gateway has no "${period}"`);
  }
  return PERIODS[period];
}
