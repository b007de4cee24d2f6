import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { KeyRecord } from "../stores/key-store.ts";

/** Usage plans by name. */
export type Plans = Readonly<Record<string, UsagePolicy>>;

/** What a client may use: its plan, with what is its own instead. Undefined when there is no such plan. */
export function policyOf({ plan, override }: KeyRecord, plans: Plans): UsagePolicy | undefined {
  const policy = Object.hasOwn(plans, plan) ? plans[plan] : undefined;
  return policy && { ...policy, ...override };
}

/** Whether a key may be used at all at this time. */
export const isUsable = ({ expiresAtMs, disabledAtMs }: KeyRecord, nowMs: number) =>
  disabledAtMs === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
