import { type KeyManagement, keyManagement } from "../src/access/key-management.ts";
import { usagePlan } from "../src/access/usage-plan.ts";
import type { AwsConnection } from "../src/aws/connection.ts";
import { tableName } from "../src/config/aws.ts";
import { usagePlans } from "../src/config/plans.ts";
import type { Schema, Settings } from "../src/config/setting.ts";
import { telemetrySchema } from "../src/config/telemetry.ts";
import { dynamoDbTable } from "../src/stores/dynamodb.ts";
import { dynamoDbKeys } from "../src/stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../src/stores/dynamodb-usage.ts";

/** What a person may set about API keys. They are the gateway's: the functions behind it never hear of them. */
export const accessSchema = {
  ACCESS_TABLE: {
    kind: tableName,
    about: "DynamoDB table of keys and their usage.",
    example: "postern-access-dev",
    presence: { default: "postern-access-dev" },
  },
  USAGE_PLANS: usagePlans,
  ...telemetrySchema,
} as const satisfies Schema;

export type AccessSettings = Settings<typeof accessSchema>;

/** Who may call, and how often: what the gateway asks, and what the console and the first key need. */
export interface Access {
  readonly usagePlan: ReturnType<typeof usagePlan>;
  readonly clients: KeyManagement;
}

/** A busy laptop must not look like an outage. */
const TIMEOUT_MS = 3_000;

export function openAccess(
  { ACCESS_TABLE, USAGE_PLANS }: AccessSettings,
  connection: AwsConnection,
  nowMs: () => number,
  randomBytes: (count: number) => Uint8Array,
): Access {
  const table = dynamoDbTable({ ...connection, tableName: ACCESS_TABLE, timeoutMs: TIMEOUT_MS });
  const [keys, usage, plans] = [dynamoDbKeys(table), dynamoDbUsage(table), USAGE_PLANS];
  return {
    usagePlan: usagePlan({ store: { keys, usage }, plans }),
    clients: keyManagement({ keys, usage, plans, nowMs, randomBytes }),
  };
}

/** Makes a key to try at once. On the plan `demo`, or on the first where a person has other plans. */
export async function createDemoKey(
  clients: KeyManagement,
  { USAGE_PLANS }: AccessSettings,
): Promise<string> {
  const [first = ""] = Object.keys(USAGE_PLANS);
  const plan = Object.hasOwn(USAGE_PLANS, "demo") ? "demo" : first;
  const issued = await clients.create({ name: "demo", plan });
  if (!issued.ok) throw new TypeError(`there is no plan ${plan}`);
  return issued.key;
}
