/** One warm instance in a process of its own. Told to go, it judges many calls at once and tells what became of each. */
import { usagePlan } from "../../../src/access/usage-plan.ts";
import type { AwsConnection } from "../../../src/aws/connection.ts";
import type { UsagePolicy } from "../../../src/limits/usage-policy.ts";
import { dynamoDbTable } from "../../../src/stores/dynamodb.ts";
import { dynamoDbKeys } from "../../../src/stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../../../src/stores/dynamodb-usage.ts";

export interface Race {
  readonly connection: AwsConnection;
  readonly tableName: string;
  readonly apiKey: string;
  readonly plan: UsagePolicy;
  readonly calls: number;
  readonly nowMs: number;
}

process.on("message", async ({ connection, tableName, apiKey, plan, calls, nowMs }: Race) => {
  const table = dynamoDbTable({ ...connection, tableName, timeoutMs: 120_000 });
  const store = { keys: dynamoDbKeys(table), usage: dynamoDbUsage(table) };
  const check = usagePlan({ store, plans: { demo: plan } });
  const at = { nowMs, elapsedMs: () => 0, signal: new AbortController().signal };
  const verdicts = await Promise.all(Array.from({ length: calls }, () => check.run({ apiKey }, at)));
  process.send?.(verdicts.map((verdict) => verdict.degraded ?? (verdict.ok ? "passed" : verdict.reason)));
});
process.send?.("ready");
