import type { SmsStores } from "../../src/sms/sms-gate.ts";
import { type SmsService, smsService } from "../../src/sms/sms-service.ts";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbAnswers } from "../../src/stores/dynamodb-answers.ts";
import { dynamoDbClaims } from "../../src/stores/dynamodb-claims.ts";
import { dynamoDbCooldowns } from "../../src/stores/dynamodb-cooldowns.ts";
import { dynamoDbCounters } from "../../src/stores/dynamodb-counters.ts";
import { memoryAnswers } from "../../src/stores/memory-answers.ts";
import { memoryClaims } from "../../src/stores/memory-claims.ts";
import { memoryCooldowns } from "../../src/stores/memory-cooldowns.ts";
import { memoryCounters } from "../../src/stores/memory-counters.ts";
import { LOCAL } from "../dynamodb/local.ts";

interface Options {
  readonly stores: SmsStores;
  /** Default: as deployed. */
  readonly prefixLimitPerHour?: number;
  /** What both providers say. Default: sent. They keep nothing: what a provider takes is not ours to measure. */
  readonly isSent?: () => boolean;
}

/** The SMS service with the settings it has by default. */
export function sms({ stores, prefixLimitPerHour = 20, isSent = () => true }: Options): SmsService {
  const send = async () =>
    isSent()
      ? ({ sent: true, messageId: "bench" } as const)
      : ({ sent: false, failure: "ours", reason: "BENCH" } as const);
  return smsService({
    stores,
    countries: { allowed: [], blocked: ["234"] },
    cooldown: { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 },
    maxSegments: 3,
    prefixLimitPerHour,
    prefixLimitInShadow: false,
    onStoreFailure: "deny",
    phoneHashKey: async () => "a key of the benchmark",
    standInKey: () => "unused",
    first: { name: "ClickSend", send },
    second: { name: "SNS", send },
    onEvent: () => undefined,
  });
}

export function storesOnDynamoDb(endpoint: string, tableName: string): SmsStores {
  const table = dynamoDbTable({ ...LOCAL, endpoint, tableName });
  return {
    cooldowns: dynamoDbCooldowns(table),
    counters: dynamoDbCounters(table),
    claims: dynamoDbClaims(table),
    answers: dynamoDbAnswers(table),
  };
}

export const storesInMemory = (): SmsStores => ({
  cooldowns: memoryCooldowns(),
  counters: memoryCounters(),
  claims: memoryClaims(),
  answers: memoryAnswers(),
});
