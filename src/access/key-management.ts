import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { KeyRecord, KeyRegistry, StoredKey } from "../stores/key-store.ts";
import type { UsageReader } from "../stores/usage-store.ts";
import { hashOfKey, makeId, makeKey } from "./key.ts";
import { type ManagedClient, managedKey } from "./managed-client.ts";
import { checkOverride, checkPlans, isUsable, type Plans, policyOf } from "./plans.ts";
import { usageKeyOf } from "./usage-plan.ts";

export interface KeyManagementOptions {
  readonly keys: KeyRegistry;
  readonly usage: UsageReader;
  readonly plans: Plans;
  readonly nowMs: () => number;
  /** As many unguessable bytes as it is asked for. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A client whose new key is told this once: only the hash is kept. */
export interface Issued {
  readonly ok: true;
  readonly key: string;
  readonly client: ManagedClient;
}

export interface Refused<R extends string> {
  readonly ok: false;
  readonly reason: R;
}

export interface NewClient {
  readonly name: string;
  readonly plan: string;
  /** What it has instead of its plan's. `create` throws TypeError when the two together make no sense. */
  readonly override?: Partial<UsagePolicy> | undefined;
  /** Default: its key never expires. */
  readonly expiresInMs?: number | undefined;
}

export interface Rotation {
  /** How long the keys of before still work. 0 ends them at once. */
  readonly graceMs: number;
  /** Default: the new key expires when the one of before would have. */
  readonly expiresInMs?: number | undefined;
}

/** What people do with API keys. Every method throws Unavailable when a store cannot be asked. */
export interface KeyManagement {
  create(client: NewClient): Promise<Issued | Refused<"UNKNOWN_PLAN">>;
  list(): Promise<readonly ManagedClient[]>;
  show(id: string): Promise<ManagedClient | undefined>;
  /** Gives a client a new key beside its old ones, which end after the grace. */
  rotate(
    id: string,
    rotation: Rotation,
  ): Promise<Issued | Refused<"UNKNOWN_CLIENT" | "DISABLED" | "EXPIRED" | "CHANGED_MEANWHILE">>;
  /** Ends every key of a client. Disabling twice is no error. */
  disable(
    id: string,
  ): Promise<
    { readonly ok: true; readonly client: ManagedClient } | Refused<"UNKNOWN_CLIENT" | "CHANGED_MEANWHILE">
  >;
}

/** @throws TypeError at once for a plan that could not be kept. */
export function keyManagement(options: KeyManagementOptions): KeyManagement {
  const { keys, usage, plans, nowMs, randomBytes } = options;
  checkPlans(plans, "keyManagement: plans");

  const issue = async (record: KeyRecord): Promise<string> => {
    const key = makeKey(randomBytes);
    await keys.put({ hash: hashOfKey(key), record });
    return key;
  };

  /** Writes them all, unless one is no longer what it was. */
  const change = async (stored: readonly StoredKey[], to: (record: KeyRecord) => KeyRecord) => {
    const changes = await Promise.all(
      stored.map(async ({ hash, record }) => {
        const changed = to(record);
        return { hash, record, changed, written: await keys.put({ hash, record: changed }, record) };
      }),
    );
    if (changes.every(({ written }) => written)) return true;
    // Half a change would end keys that somebody else has just promised to last.
    const half = changes.filter(({ written }) => written);
    await Promise.all(half.map(({ hash, record, changed }) => keys.put({ hash, record }, changed)));
    return false;
  };

  const keysOf = async (id: string) =>
    (await keys.list()).filter(({ record }) => record.id === id).toSorted(newestFirst);

  const clientOf = async (records: Records, now: number): Promise<ManagedClient> => {
    const [{ id, name, plan }] = records;
    const policy = policyOf(records[0], plans);
    const used = policy && (await usage.read(usageKeyOf(id), now, policy));
    return {
      ...{ id, name, plan, policy },
      keys: records.map((record) => managedKey(record, now)),
      used: used?.used ?? 0,
      lastUsedDay: used?.lastUsedDay,
    };
  };

  const show = async (id: string) => {
    const records = (await keysOf(id)).map(({ record }) => record);
    return isSome(records) ? clientOf(records, nowMs()) : undefined;
  };

  return {
    create: async ({ name, plan, override, expiresInMs }) => {
      if (!Object.hasOwn(plans, plan)) return { ok: false, reason: "UNKNOWN_PLAN" };
      checkOverride(plans[plan], override);
      const now = nowMs();
      const record: KeyRecord = {
        ...{ id: makeId(randomBytes), name, plan, override, createdAtMs: now },
        ...(expiresInMs !== undefined && { expiresAtMs: now + expiresInMs }),
      };
      const key = await issue(record);
      return { ok: true, key, client: await clientOf([record], now) };
    },

    list: async () => {
      const stored = (await keys.list()).toSorted(newestFirst).map(({ record }) => record);
      const clients = [...Map.groupBy(stored, ({ id }) => id).values()].filter(isSome).toReversed();
      const now = nowMs();
      return Promise.all(clients.map((records) => clientOf(records, now)));
    },

    show,

    rotate: async (id, { graceMs, expiresInMs }) => {
      const before = await keysOf(id);
      const newest = before[0]?.record;
      if (newest === undefined) return { ok: false, reason: "UNKNOWN_CLIENT" };
      if (newest.disabledAtMs !== undefined) return { ok: false, reason: "DISABLED" };
      const now = nowMs();
      if (expiresInMs === undefined && !isUsable(newest, now)) return { ok: false, reason: "EXPIRED" };

      // The new key first: who is interrupted here has one too many, which nobody knows, and none too few.
      const { createdAtMs: previousMs, expiresAtMs: inherited, ...same } = newest;
      // Later than the one before whatever the clock says: the newest is what is rotated next.
      const createdAtMs = Math.max(now, previousMs + 1);
      const expiresAtMs = expiresInMs === undefined ? inherited : now + expiresInMs;
      const record = { ...same, createdAtMs, ...(expiresAtMs !== undefined && { expiresAtMs }) };
      const key = await issue(record);
      const ending = before.filter((each) => isUsable(each.record, now));
      const ended = await change(ending, (old) => ({
        ...old,
        expiresAtMs: Math.min(old.expiresAtMs ?? Number.POSITIVE_INFINITY, now + graceMs),
      }));
      if (!ended) {
        // Older than the one before: whoever rotates next must not take this one for the newest.
        const cancelled = { ...record, createdAtMs: previousMs - 1, disabledAtMs: now };
        await keys.put({ hash: hashOfKey(key), record: cancelled }, record);
        return { ok: false, reason: "CHANGED_MEANWHILE" };
      }
      const client = await show(id);
      return client ? { ok: true, key, client } : { ok: false, reason: "UNKNOWN_CLIENT" };
    },

    disable: async (id) => {
      const working = (await keysOf(id)).filter(({ record }) => record.disabledAtMs === undefined);
      const disabledAtMs = nowMs();
      if (!(await change(working, (record) => ({ ...record, disabledAtMs })))) {
        return { ok: false, reason: "CHANGED_MEANWHILE" };
      }
      const client = await show(id);
      return client ? { ok: true, client } : { ok: false, reason: "UNKNOWN_CLIENT" };
    },
  };
}

type Records = [KeyRecord, ...KeyRecord[]];
const isSome = (records: KeyRecord[]): records is Records => records.length > 0;

const newestFirst = (a: StoredKey, b: StoredKey) => b.record.createdAtMs - a.record.createdAtMs;
