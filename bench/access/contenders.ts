import { randomBytes } from "node:crypto";
import { hashOfKey, makeKey } from "../../src/access/key.ts";
import { usagePlan } from "../../src/access/usage-plan.ts";
import { gate } from "../../src/gate/gate.ts";
import type { UsagePolicy } from "../../src/limits/usage-policy.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbKeys } from "../../src/stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../../src/stores/dynamodb-usage.ts";
import type { KeyRegistry } from "../../src/stores/key-store.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";
import type { UsageStore } from "../../src/stores/usage-store.ts";
import { at } from "../at.ts";
import { LOCAL } from "../dynamodb/local.ts";
import { type Contender, isPass } from "../limits/contender.ts";
import { flexibleInMemory, flexibleOnDynamoDb } from "../limits/flexible.ts";

export const QUOTA_PER_DAY = 5;

/** A bucket so wide that the quota alone refuses: the other limiter has no bucket. */
const QUOTA_ALONE: UsagePolicy = {
  ratePerSecond: 1_000,
  burst: 1_000,
  quota: { limit: QUOTA_PER_DAY, period: "day" },
};

const onTable = (endpoint: string, tableName: string) => dynamoDbTable({ ...LOCAL, endpoint, tableName });

/** The registry of keys in a table, for putting keys there. */
export const keysOn = (endpoint: string, tableName: string) => dynamoDbKeys(onTable(endpoint, tableName));

/** Makes a key of a new client and registers it wherever it is asked for. */
export async function newKey(registries: readonly KeyRegistry[]): Promise<string> {
  const key = makeKey(randomBytes);
  const hash = hashOfKey(key);
  const record = { id: hash.slice(0, 10), name: "partner", plan: "bench", createdAtMs: 0 };
  await Promise.all(registries.map((registry) => registry.put({ hash, record })));
  return key;
}

/** The usage plan as it is deployed: finds the key, then counts its call. A warm instance is one of these. */
export const plansOnDynamoDb = (
  endpoint: string,
  tableName: string,
  plans: Readonly<Record<string, UsagePolicy>>,
) => {
  const table = onTable(endpoint, tableName);
  return door({ keys: dynamoDbKeys(table), usage: dynamoDbUsage(table) }, plans);
};

export const quotaOnDynamoDb = (endpoint: string, tableName: string): Contender => ({
  name: "Postern",
  newInstance: () => asking(plansOnDynamoDb(endpoint, tableName, { bench: QUOTA_ALONE })),
});

/** Each instance counts for itself. */
export const quotaInMemory = (keys: KeyRegistry): Contender => ({
  name: "Postern",
  newInstance: () => asking(door({ keys, usage: memoryUsage() }, { bench: QUOTA_ALONE })),
});

const day = { points: QUOTA_PER_DAY, duration: 86_400 };
export const flexibleDay = { onDynamoDb: flexibleOnDynamoDb(day), inMemory: flexibleInMemory(day) };

const door = (
  store: { readonly keys: KeyRegistry; readonly usage: UsageStore },
  plans: Readonly<Record<string, UsagePolicy>>,
) => gate<{ readonly apiKey: string }>("bench").check(usagePlan({ store, plans }));

const asking = (partners: ReturnType<typeof door>) => async (apiKey: string) => {
  const decision = await partners.decide({ apiKey }, at());
  return isPass(decision.ok ? "PASSED" : decision.reason, "PASSED", "LIMIT_EXCEEDED");
};
