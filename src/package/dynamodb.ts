import type { AwsConnection } from "../aws/connection.ts";
import { lazily } from "../aws/lazily.ts";
import { awsRegion, tableName } from "../config/aws.ts";
import { webUrl } from "../config/text-kinds.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { ControlStore } from "../stores/control-store.ts";
import type { CooldownStore } from "../stores/cooldown-store.ts";
import type { CounterStore } from "../stores/counter-store.ts";
import type { KeyRegistry } from "../stores/key-store.ts";
import type { OnceStore } from "../stores/once-store.ts";
import type { SpendReader, SpendStore } from "../stores/spend-store.ts";
import type { UsageReader, UsageStore } from "../stores/usage-store.ts";
import { needs } from "./needs.ts";
import { readOption, readOptional } from "./read-option.ts";

export interface DynamoDbStoresOptions extends AwsConnection {
  /** A table with partition key `pk` (S) and TTL attribute `ttl`. */
  readonly tableName: string;
  /** How long one call may take. Default 1,000: who waits longer for a limiter should go on without it. */
  readonly timeoutMs?: number;
}

export interface DynamoDbStores {
  readonly answers: AnswerStore;
  readonly claims: ClaimStore;
  readonly controls: ControlStore;
  readonly cooldowns: CooldownStore;
  readonly counters: CounterStore;
  readonly keys: KeyRegistry;
  readonly once: OnceStore;
  readonly spend: SpendStore & SpendReader;
  readonly usage: UsageStore & UsageReader;
}

/**
 * Every kind of store, on one table and one connection. The AWS SDK is loaded with the first call of any.
 * @throws TypeError at once when an option makes no sense.
 */
export function dynamoDb(options: DynamoDbStoresOptions): DynamoDbStores {
  const call = "dynamoDb";
  readOption(call, "region", awsRegion.kind, options?.region);
  readOption(call, "tableName", tableName, options.tableName);
  readOptional(call, "endpoint", webUrl, options.endpoint);
  let loading: Promise<DynamoDbStores> | undefined;
  const load = () => {
    loading ??= needs("@aws-sdk/client-dynamodb", "dynamoDb", () => storesOn(options));
    return loading;
  };
  return {
    answers: lazily({ find: true, keep: true }, async () => (await load()).answers),
    claims: lazily({ claim: true, release: true }, async () => (await load()).claims),
    controls: lazily(
      { read: true, setPaused: true, block: true, unblock: true },
      async () => (await load()).controls,
    ),
    cooldowns: lazily({ start: true }, async () => (await load()).cooldowns),
    counters: lazily({ add: true, subtract: true }, async () => (await load()).counters),
    keys: lazily({ find: true, put: true, list: true }, async () => (await load()).keys),
    once: lazily({ claim: true, finish: true, release: true }, async () => (await load()).once),
    spend: lazily({ reserve: true, giveBack: true, read: true }, async () => (await load()).spend),
    usage: lazily({ count: true, read: true }, async () => (await load()).usage),
  };
}

async function storesOn(options: DynamoDbStoresOptions): Promise<DynamoDbStores> {
  const [table, answers, claims, controls, cooldowns, counters, keys, once, spend, usage] = await Promise.all(
    [
      import("../stores/dynamodb.ts").then(({ dynamoDbTable }) => dynamoDbTable(options)),
      import("../stores/dynamodb-answers.ts"),
      import("../stores/dynamodb-claims.ts"),
      import("../stores/dynamodb-controls.ts"),
      import("../stores/dynamodb-cooldowns.ts"),
      import("../stores/dynamodb-counters.ts"),
      import("../stores/dynamodb-keys.ts"),
      import("../stores/dynamodb-once.ts"),
      import("../stores/dynamodb-spend.ts"),
      import("../stores/dynamodb-usage.ts"),
    ],
  );
  return {
    answers: answers.dynamoDbAnswers(table),
    claims: claims.dynamoDbClaims(table),
    controls: controls.dynamoDbControls(table),
    cooldowns: cooldowns.dynamoDbCooldowns(table),
    counters: counters.dynamoDbCounters(table),
    keys: keys.dynamoDbKeys(table),
    once: once.dynamoDbOnce(table),
    spend: spend.dynamoDbSpend(table),
    usage: usage.dynamoDbUsage(table),
  };
}
