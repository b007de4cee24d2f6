import {
  type KeyManagement,
  type KeyManagementOptions,
  keyManagement as keyManagementWith,
} from "../access/key-management.ts";
import { now } from "./now.ts";
import { randomBytes } from "./random.ts";

/** Makes, shows, rotates and ends API keys, as the command `postern keys` does, for pages and scripts of your own. */
export const keyManagement = (
  options: Pick<KeyManagementOptions, "keys" | "usage" | "plans">,
): KeyManagement => keyManagementWith({ ...options, nowMs: () => now().nowMs, randomBytes });

export type { Issued, KeyManagement, NewClient, Rotation } from "../access/key-management.ts";
export type { ManagedClient, ManagedKey } from "../access/managed-client.ts";
export type { Plans } from "../access/plans.ts";
export { usageGuard } from "../access/usage-guard.ts";
export { type Client, type UsagePlanOptions, type UsageReason, usagePlan } from "../access/usage-plan.ts";
export type { Quota, UsagePolicy } from "../limits/usage-policy.ts";
export type { KeyRecord, KeyRegistry, KeyStore, StoredKey } from "../stores/key-store.ts";
export { memoryKeys } from "../stores/memory-keys.ts";
export { memoryUsage } from "../stores/memory-usage.ts";
export type { UsageReader, UsageStore } from "../stores/usage-store.ts";
