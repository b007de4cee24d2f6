import { clickSend } from "../../../src/senders/clicksend.ts";
import { snsTexts } from "../../../src/senders/sns.ts";
import { type SmsEvent, smsService } from "../../../src/sms/sms-service.ts";
import { dynamoDbTable } from "../../../src/stores/dynamodb.ts";
import { dynamoDbAnswers } from "../../../src/stores/dynamodb-answers.ts";
import { dynamoDbClaims } from "../../../src/stores/dynamodb-claims.ts";
import { dynamoDbCooldowns } from "../../../src/stores/dynamodb-cooldowns.ts";
import { dynamoDbCounters } from "../../../src/stores/dynamodb-counters.ts";
import { connectionTo, TABLE_NAME } from "../../stores/support/engines.ts";
import { testClock } from "../../support/clock.ts";
import { MESSAGE, newRequestId } from "./instance.ts";
import { API_KEY, HASH_KEY, plant, USERNAME } from "./leaks.ts";
import type { World } from "./world.ts";

/** Limits on what is going to hang, in milliseconds. All others are too long to be met. */
interface Limits {
  readonly connectTimeoutMs?: number;
  readonly readTimeoutMs?: number;
  readonly snsTimeoutMs?: number;
  readonly tableTimeoutMs?: number;
  readonly clickSendUrl?: string;
}

const AGES_MS = 30_000;

/** The same service with time limits that a test need not wait for. */
export function impatientInstance(world: World, limits: Limits, clock = testClock()) {
  const table = dynamoDbTable({
    ...connectionTo(world.table.url),
    tableName: TABLE_NAME,
    timeoutMs: limits.tableTimeoutMs ?? AGES_MS,
  });
  const events: SmsEvent[] = [];
  const service = smsService({
    stores: {
      cooldowns: dynamoDbCooldowns(table),
      counters: dynamoDbCounters(table),
      claims: dynamoDbClaims(table),
      answers: dynamoDbAnswers(table),
    },
    countries: { allowed: [], blocked: [] },
    cooldown: { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 },
    maxSegments: 3,
    prefixLimitPerHour: 20,
    prefixLimitInShadow: false,
    onStoreFailure: "limit",
    phoneHashKey: async () => HASH_KEY,
    standInKey: () => HASH_KEY,
    first: clickSend({
      credentials: async () => ({ username: USERNAME, apiKey: API_KEY }),
      url: limits.clickSendUrl ?? world.clickSend.url,
      connectTimeoutMs: limits.connectTimeoutMs ?? AGES_MS,
      readTimeoutMs: limits.readTimeoutMs ?? AGES_MS,
    }),
    second: snsTexts({ ...connectionTo(world.sns.url), timeoutMs: limits.snsTimeoutMs ?? AGES_MS }),
    onEvent: (event) => events.push(event),
  });
  return {
    clock,
    events,
    send: (phone: string, requestId = newRequestId()) => {
      const payload = { phone, message: MESSAGE };
      plant(payload);
      const at = { nowMs: clock.nowMs(), elapsedMs: () => 0, signal: new AbortController().signal };
      return service.send(payload, requestId, at);
    },
  };
}
