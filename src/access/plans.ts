import { isPlanName, policyFault } from "../limits/plan-policy.ts";
import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { KeyRecord } from "../stores/key-store.ts";

/** Usage plans by name. */
export type Plans = Readonly<Record<string, UsagePolicy>>;

/**
 * Refuses plans that could not be kept, or not told of in a header.
 * @param option whose plans they are, for the message.
 * @throws TypeError that names the plan, what is wrong with it and what it must be.
 */
export function checkPlans(plans: Plans, option = "usagePlan: plans"): void {
  for (const [name, plan] of Object.entries(plans)) {
    const wrong = (what: string) =>
      new TypeError(`${option}: the usage plan ${JSON.stringify(name)}: ${what}`);
    if (!isPlanName(name))
      throw wrong("its name must be a letter and at most 63 letters, digits, - and _: a header carries it");
    const fault = policyFault(plan);
    if (fault !== undefined) throw wrong(fault);
  }
}

/**
 * Refuses what a client has instead of its plan's, when it makes no sense together with that.
 * @throws TypeError that names what is wrong.
 */
export function checkOverride(policy: UsagePolicy | undefined, override: Partial<UsagePolicy> = {}): void {
  const fault = policyFault({ ...policy, ...override });
  if (fault !== undefined) throw new TypeError(`keyManagement: override: ${fault}`);
}

/** What a client may use: its plan, with what is its own instead. Undefined when there is no such plan. */
export function policyOf({ plan, override }: KeyRecord, plans: Plans): UsagePolicy | undefined {
  const policy = Object.hasOwn(plans, plan) ? plans[plan] : undefined;
  return policy && { ...policy, ...override };
}

/** Whether a key may be used at all at this time. */
export const isUsable = ({ expiresAtMs, disabledAtMs }: KeyRecord, nowMs: number) =>
  disabledAtMs === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
