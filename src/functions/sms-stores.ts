import { lazily } from "../aws/lazily.ts";
import type { SmsStores } from "../sms/sms-gate.ts";
import type { DynamoDbOptions } from "../stores/dynamodb.ts";

/** The stores of the SMS service, on one table and one connection, loaded with the first call of any. */
export function smsStores(options: DynamoDbOptions): SmsStores {
  let loading: Promise<SmsStores> | undefined;
  const load = () => {
    loading ??= onDynamoDb(options);
    return loading;
  };
  return {
    cooldowns: lazily({ start: true }, async () => (await load()).cooldowns),
    counters: lazily({ add: true, subtract: true }, async () => (await load()).counters),
    claims: lazily({ claim: true, release: true }, async () => (await load()).claims),
    answers: lazily({ find: true, keep: true }, async () => (await load()).answers),
  };
}

async function onDynamoDb(options: DynamoDbOptions): Promise<SmsStores> {
  const [
    { dynamoDbTable },
    { dynamoDbCooldowns },
    { dynamoDbCounters },
    { dynamoDbClaims },
    { dynamoDbAnswers },
  ] = await Promise.all([
    import("../stores/dynamodb.ts"),
    import("../stores/dynamodb-cooldowns.ts"),
    import("../stores/dynamodb-counters.ts"),
    import("../stores/dynamodb-claims.ts"),
    import("../stores/dynamodb-answers.ts"),
  ]);
  const table = dynamoDbTable(options);
  return {
    cooldowns: dynamoDbCooldowns(table),
    counters: dynamoDbCounters(table),
    claims: dynamoDbClaims(table),
    answers: dynamoDbAnswers(table),
  };
}
