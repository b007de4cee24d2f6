import { lazily } from "../aws/lazily.ts";
import type { SmsStores } from "../sms/sms-gate.ts";
import type { ControlStore } from "../stores/control-store.ts";
import type { DynamoDbOptions } from "../stores/dynamodb.ts";
import type { SpendStore } from "../stores/spend-store.ts";

export interface SmsTable extends SmsStores {
  readonly spend: SpendStore;
  readonly controls: Pick<ControlStore, "read">;
}

/** The stores of the SMS service, on one table and one connection, loaded with the first call of any. */
export function smsStores(options: DynamoDbOptions): SmsTable {
  let loading: Promise<SmsTable> | undefined;
  const load = () => {
    loading ??= onDynamoDb(options);
    return loading;
  };
  return {
    cooldowns: lazily({ start: true }, async () => (await load()).cooldowns),
    counters: lazily({ add: true, subtract: true }, async () => (await load()).counters),
    claims: lazily({ claim: true, release: true }, async () => (await load()).claims),
    answers: lazily({ find: true, keep: true }, async () => (await load()).answers),
    spend: lazily({ reserve: true, giveBack: true, read: true }, async () => (await load()).spend),
    controls: lazily<Pick<ControlStore, "read">>({ read: true }, async () => (await load()).controls),
  };
}

async function onDynamoDb(options: DynamoDbOptions): Promise<SmsTable> {
  const [
    { dynamoDbTable },
    { dynamoDbCooldowns },
    { dynamoDbCounters },
    { dynamoDbClaims },
    { dynamoDbAnswers },
    { dynamoDbSpend },
    { dynamoDbControls },
  ] = await Promise.all([
    import("../stores/dynamodb.ts"),
    import("../stores/dynamodb-cooldowns.ts"),
    import("../stores/dynamodb-counters.ts"),
    import("../stores/dynamodb-claims.ts"),
    import("../stores/dynamodb-answers.ts"),
    import("../stores/dynamodb-spend.ts"),
    import("../stores/dynamodb-controls.ts"),
  ]);
  const table = dynamoDbTable(options);
  return {
    cooldowns: dynamoDbCooldowns(table),
    counters: dynamoDbCounters(table),
    claims: dynamoDbClaims(table),
    answers: dynamoDbAnswers(table),
    spend: dynamoDbSpend(table),
    controls: dynamoDbControls(table),
  };
}
