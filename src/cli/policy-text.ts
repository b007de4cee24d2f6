import type { UsagePolicy } from "../limits/usage-policy.ts";

/** A plan in words: `1 a second, burst 1, 10 a day`. */
export function policyText(policy: UsagePolicy): string {
  const { ratePerSecond, burst, quota } = policy;
  const counted = quota ? `, ${quota.limit} a ${quota.period}` : "";
  return `${ratePerSecond} a second, burst ${burst}${counted}`;
}
