import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { KeyRecord } from "../stores/key-store.ts";
import { isUsable } from "./plans.ts";

/** Whoever calls, with the keys it has: one, or during a rotation's grace several. */
export interface ManagedClient {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  /** Undefined when there is no such plan any more: its keys are refused. */
  readonly policy: UsagePolicy | undefined;
  /** Newest first. */
  readonly keys: readonly ManagedKey[];
  /** Calls in the current period. */
  readonly used: number;
  /** In UTC, such as `2026-11-22`. */
  readonly lastUsedDay: string | undefined;
}

export interface ManagedKey extends Pick<KeyRecord, "createdAtMs" | "expiresAtMs" | "disabledAtMs"> {
  readonly state: "active" | "expired" | "disabled";
}

export function managedKey(record: KeyRecord, nowMs: number): ManagedKey {
  const { createdAtMs, expiresAtMs, disabledAtMs } = record;
  const state = disabledAtMs !== undefined ? "disabled" : isUsable(record, nowMs) ? "active" : "expired";
  return { createdAtMs, expiresAtMs, disabledAtMs, state };
}
