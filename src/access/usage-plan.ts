import QuickLRU from "quick-lru";
import { type Check, refuse } from "../gate/check.ts";
import { isUnavailable } from "../gate/is-unavailable.ts";
import {
  afterCall,
  judgeUsage,
  periodOf,
  type UsagePolicy,
  type UsageVerdict,
} from "../limits/usage-policy.ts";
import type { KeyRecord, KeyStore } from "../stores/key-store.ts";
import type { SeenUsage, UsageAnswer, UsageStore } from "../stores/usage-store.ts";
import { hashOfKey, isWellFormedKey } from "./key.ts";
import { checkPlans, isUsable, type Plans, policyOf } from "./plans.ts";

export interface UsagePlanOptions {
  readonly store: { readonly keys: KeyStore; readonly usage: UsageStore };
  readonly plans: Plans;
  /** How long a warm instance trusts what it read of a key; so long may a disabled one still work. Default 60,000. */
  readonly keyMemoryMs?: number;
}

/** Whose call it is, and what is left of the quota after it. */
export interface Client {
  readonly id: string;
  readonly plan: string;
  readonly quota?: { readonly limit: number; readonly remaining: number; readonly resetSeconds: number };
}

export type UsageReason = "FORBIDDEN" | "TOO_MANY_REQUESTS" | "LIMIT_EXCEEDED";

/** Where a client's usage is counted: rotating a key starts no new quota. */
export const usageKeyOf = (clientId: string) => `usage#${clientId}`;

/** How many keys a warm instance remembers, known and unknown. */
const MAX_REMEMBERED = 10_000;

/**
 * Lets a call pass when its API key is known and its usage plan has room, as API Gateway's usage plans do, but exactly.
 *
 * 1. The key's form and check: a typo costs no lookup.
 * 2. The key: known, not disabled, not expired. Whatever of these is wrong, the same steps are taken and the same answer
 *    is given, and both good and bad news are remembered alike, so that neither body nor time tells them apart.
 * 3. What is remembered: a bucket or quota that was full cannot have emptied by other instances' calls, so it refuses
 *    without a write.
 * 4. Bucket and quota, in one conditional write.
 *
 * When the usage cannot be counted, this instance counts by itself, and the verdict is degraded.
 * @throws TypeError at once for a plan that could not be kept; Unavailable when keys cannot be looked up: nobody unknown is let in.
 */
export function usagePlan(
  options: UsagePlanOptions,
): Check<{ readonly apiKey: string | undefined }, { readonly client: Client }, UsageReason> {
  const { store, plans, keyMemoryMs = 60_000 } = options;
  checkPlans(plans);
  if (Object.keys(plans).length === 0)
    throw new TypeError(
      "usagePlan: plans must have at least one: { partner: { ratePerSecond: 20, burst: 40 } }",
    );
  // Apart, so that made-up keys cannot push known ones out of memory.
  const known = new QuickLRU<string, Remembered>({ maxSize: MAX_REMEMBERED });
  const unknown = new QuickLRU<string, Remembered>({ maxSize: MAX_REMEMBERED });
  const seen = new QuickLRU<string, Seen>({ maxSize: MAX_REMEMBERED });

  const find = async (hash: string, nowMs: number): Promise<KeyRecord | undefined> => {
    const remembered = known.get(hash) ?? unknown.get(hash);
    if (remembered && nowMs < remembered.untilMs) return remembered.record;
    const record = await store.keys.find(hash);
    const [rightOne, otherOne] = record ? [known, unknown] : [unknown, known];
    rightOne.set(hash, { record, untilMs: nowMs + keyMemoryMs });
    otherOne.delete(hash);
    return record;
  };

  const seenInPeriod = (usageKey: string, period: string | undefined): Seen | undefined => {
    const last = seen.get(usageKey);
    return last && (last.period === period ? last : { ...last, used: 0 });
  };

  const count = async (usageKey: string, nowMs: number, policy: UsagePolicy): Promise<Counted> => {
    const period = policy.quota && periodOf(policy.quota, nowMs).name;
    const last = seenInPeriod(usageKey, period);
    if (last && !judgeUsage(last, nowMs, policy).allowed)
      return { counted: false, usage: last, error: last.error };
    try {
      const answer = await store.usage.count(usageKey, nowMs, policy, last);
      seen.set(usageKey, { ...answer.usage, period });
      return answer;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // Counted on top of what this instance has seen by now: neither an outage nor a crowd begins the quota anew.
      const latest = seenInPeriod(usageKey, period) ?? { emptyAtMicros: 0, used: 0 };
      if (!judgeUsage(latest, nowMs, policy).allowed) return { counted: false, usage: latest, error };
      const usage = afterCall(latest, nowMs, policy);
      seen.set(usageKey, { ...usage, period, error });
      return { counted: true, usage, error };
    }
  };

  return {
    name: "usage-plan",
    run: async ({ apiKey }, { nowMs }) => {
      if (apiKey === undefined || !isWellFormedKey(apiKey)) return refuse("FORBIDDEN");
      const record = await find(hashOfKey(apiKey), nowMs);
      const policy = record && isUsable(record, nowMs) ? policyOf(record, plans) : undefined;
      if (record === undefined || policy === undefined) return refuse("FORBIDDEN");

      const notes = { client: record.id, plan: record.plan };
      const { counted, usage, error } = await count(usageKeyOf(record.id), nowMs, policy);
      const degraded = error === undefined ? {} : { degraded: COUNTED_HERE, error };
      if (counted) {
        return { ok: true, adds: { client: clientOf(record, usage, nowMs, policy) }, ...degraded, notes };
      }
      return {
        ...refusalOf(judgeUsage(usage, nowMs, policy), nowMs),
        ...degraded,
        notes,
      };
    },
  };
}

interface Seen extends SeenUsage {
  readonly period: string | undefined;
  /** Why this instance counted by itself, since it last could ask. */
  readonly error?: unknown;
}

interface Remembered {
  readonly record: KeyRecord | undefined;
  readonly untilMs: number;
}

interface Counted extends UsageAnswer {
  readonly error?: unknown;
}

const COUNTED_HERE = "usage cannot be counted: this instance counts by itself";

function refusalOf(verdict: UsageVerdict, nowMs: number) {
  // A race between two instances for the last place can leave a usage that has room again when it is read.
  if (verdict.allowed) return refuse("TOO_MANY_REQUESTS", { retryAfterSeconds: 1 });
  const retryAfterSeconds = Math.max(1, Math.ceil((verdict.retryAtMs - nowMs) / 1_000));
  return refuse(verdict.by === "quota" ? "LIMIT_EXCEEDED" : "TOO_MANY_REQUESTS", { retryAfterSeconds });
}

function clientOf(record: KeyRecord, { used }: SeenUsage, nowMs: number, { quota }: UsagePolicy): Client {
  const { id, plan } = record;
  if (quota === undefined) return { id, plan };
  const resetSeconds = Math.ceil((periodOf(quota, nowMs).endMs - nowMs) / 1_000);
  return {
    id,
    plan,
    quota: { limit: quota.limit, remaining: Math.max(0, quota.limit - used), resetSeconds },
  };
}
