import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { KeyRecord } from "../stores/key-store.ts";

/** Usage plans by name. */
export type Plans = Readonly<Record<string, UsagePolicy>>;

const PERIODS: readonly unknown[] = ["day", "week", "month"];

/**
 * Refuses plans that could not be kept: of a rate that is missing, no call would ever be too many.
 * @throws TypeError that names the plan and what is wrong with it.
 */
export function checkPlans(plans: Plans): void {
  for (const [name, { ratePerSecond, burst, quota }] of Object.entries(plans)) {
    const wrong = (what: string) => new TypeError(`The usage plan ${JSON.stringify(name)}: ${what}`);
    if (!(typeof ratePerSecond === "number" && ratePerSecond > 0 && ratePerSecond < Number.POSITIVE_INFINITY))
      throw wrong("ratePerSecond must be a number above 0");
    if (!isCount(burst)) throw wrong("burst must be a whole number above 0");
    if (quota === undefined) continue;
    if (!isCount(quota.limit)) throw wrong("quota.limit must be a whole number above 0");
    if (!PERIODS.includes(quota.period)) throw wrong("quota.period must be day, week or month");
  }
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;

/** What a client may use: its plan, with what is its own instead. Undefined when there is no such plan. */
export function policyOf({ plan, override }: KeyRecord, plans: Plans): UsagePolicy | undefined {
  const policy = Object.hasOwn(plans, plan) ? plans[plan] : undefined;
  return policy && { ...policy, ...override };
}

/** Whether a key may be used at all at this time. */
export const isUsable = ({ expiresAtMs, disabledAtMs }: KeyRecord, nowMs: number) =>
  disabledAtMs === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
