import type { Plans } from "../../src/access/plans.ts";
import { at } from "../at.ts";
import type { Children } from "../children.ts";
import { type Billed, billed } from "../dynamodb/billed.ts";
import { createTable } from "../dynamodb/table.ts";
import { recordingWire } from "../dynamodb/wire.ts";
import type { Section } from "../report/section.ts";
import { flexibleDay, keysOn, newKey, plansOnDynamoDb, QUOTA_PER_DAY } from "./contenders.ts";

/** DynamoDB writes and reads per call with an API key, counted on the wire: exact, whatever the machine. */
export async function accessWrites(children: Children): Promise<Section> {
  const dynalite = await children.serve("dynalite.ts");
  const ours = await countOurs(dynalite.url);
  const theirs = await countTheirs(dynalite.url);
  return {
    title: "API keys: DynamoDB writes per call",
    notes: [
      `The plan: one call a second, burst 1, ${QUOTA_PER_DAY} a day; counted by a proxy in front of dynalite. A failed conditional write counts: DynamoDB bills it. RateLimiterDynamo of rate-limiter-flexible (tableCreated, ttlSet, inMemoryBlockOnConsumed = ${QUOTA_PER_DAY}) counts ${QUOTA_PER_DAY} in one window of a day; it has neither keys nor a bucket, and does not read.`,
      "An instance reads a key once and trusts it for a minute. The second read of a refusal is dynalite's: it does not hand back the item that failed the condition, so it is read. DynamoDB hands it back with the refusal.",
    ],
    head: ["call", "Postern: writes", "Postern: reads", "RateLimiterDynamo: writes"],
    rows: [...ours].map(([call, { writes, reads }]) => [call, writes, reads, theirs.get(call) ?? "–"]),
    targets: [],
  };
}

const ACCEPTED_WARM = "accepted, warm instance";
const QUOTA_COLD = "refused by the quota, cold instance";
const QUOTA_AGAIN = "refused by the quota again";

const PLANS: Plans = {
  bench: { ratePerSecond: 1, burst: 1, quota: { limit: QUOTA_PER_DAY, period: "day" } },
};

/** Noon: no call of a walk lies in the next day. */
const NOON_MS = Date.UTC(2026, 10, 22, 12);

async function countOurs(endpoint: string): Promise<ReadonlyMap<string, Billed>> {
  const wire = await recordingWire(endpoint);
  const tableName = await createTable(endpoint, "access-writes-pk", "pk");
  const key = await newKey([keysOn(endpoint, tableName)]);
  const unknown = await newKey([]);
  const counted = new Map<string, Billed>();
  const newInstance = () => plansOnDynamoDb(wire.url, tableName, PLANS);
  const call = async (partners: ReturnType<typeof newInstance>, apiKey: string, seconds: number) => {
    const decision = await partners.decide({ apiKey }, at(NOON_MS + seconds * 1_000));
    return decision.ok ? "PASSED" : decision.reason;
  };
  const expecting = async (expected: string, name: string, decided: Promise<string>) => {
    const reason = await decided;
    if (reason !== expected) throw new Error(`${name}: expected ${expected}, got ${reason}`);
    counted.set(name, billed(wire));
  };

  const warm = newInstance();
  await expecting("PASSED", "accepted, cold instance", call(warm, key, 0));
  await expecting("TOO_MANY_REQUESTS", "refused by the bucket, warm instance", call(warm, key, 0));
  await expecting("TOO_MANY_REQUESTS", "refused by the bucket, cold instance", call(newInstance(), key, 0));
  for (let second = 1; second < QUOTA_PER_DAY; second += 1) {
    await expecting("PASSED", ACCEPTED_WARM, call(warm, key, second));
  }
  await expecting("LIMIT_EXCEEDED", "refused by the quota, warm instance", call(warm, key, 10));
  const cold = newInstance();
  await expecting("LIMIT_EXCEEDED", QUOTA_COLD, call(cold, key, 10));
  await expecting("LIMIT_EXCEEDED", QUOTA_AGAIN, call(cold, key, 11));
  await expecting("FORBIDDEN", "refused: unknown key", call(warm, unknown, 10));
  await expecting("FORBIDDEN", "refused: unknown key again", call(warm, unknown, 11));
  await expecting("FORBIDDEN", "refused: no key could look so", call(warm, `${unknown}x`, 10));
  wire.close();
  return counted;
}

async function countTheirs(endpoint: string): Promise<ReadonlyMap<string, string>> {
  const wire = await recordingWire(endpoint);
  const tableName = await createTable(endpoint, "access-writes-key", "key");
  const { name, newInstance } = flexibleDay.onDynamoDb.on(wire.url, tableName);
  const counted = new Map<string, string>();
  const expecting = async (expected: boolean, call: string, decided: Promise<boolean>) => {
    if ((await decided) !== expected) throw new Error(`${name}, ${call}: expected ${expected}`);
    counted.set(call, billed(wire).writes);
  };

  const warm = newInstance();
  await expecting(true, "accepted, cold instance", warm("partner"));
  for (let used = 1; used < QUOTA_PER_DAY; used += 1) {
    await expecting(true, ACCEPTED_WARM, warm("partner"));
  }
  await expecting(false, "refused by the quota, warm instance", warm("partner"));
  const cold = newInstance();
  await expecting(false, QUOTA_COLD, cold("partner"));
  await expecting(false, QUOTA_AGAIN, cold("partner"));
  wire.close();
  return counted;
}
