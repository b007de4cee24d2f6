import type { ManagedClient } from "../src/access/managed-client.ts";
import { periodOf } from "../src/limits/usage-policy.ts";

/** What a client has used in the current period. Without a quota nothing is counted, and all that is `null`. */
export interface KeyUsage {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly used: number | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly period: "day" | "week" | "month" | null;
  /** ISO 8601. */
  readonly resetAt: string | null;
  /** A day in UTC, such as `2026-11-22`; `null` when it was never used. */
  readonly lastUsedOn: string | null;
}

const NOT_COUNTED = { used: null, limit: null, remaining: null, period: null, resetAt: null } as const;

export function keyUsage(
  { id, name, plan, policy, used, lastUsedDay }: ManagedClient,
  nowMs: number,
): KeyUsage {
  const quota = policy?.quota;
  const counted = quota && {
    used,
    limit: quota.limit,
    remaining: Math.max(0, quota.limit - used),
    period: quota.period,
    resetAt: new Date(periodOf(quota, nowMs).endMs).toISOString(),
  };
  return { id, name, plan, ...(counted ?? NOT_COUNTED), lastUsedOn: lastUsedDay ?? null };
}
