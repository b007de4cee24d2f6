import { lazily } from "../aws/lazily.ts";
import type { SmsStores } from "../sms/sms-gate.ts";
import type { ControlStore } from "../stores/control-store.ts";
import type { SpendStore } from "../stores/spend-store.ts";
import type { LazyTable } from "./lazy-table.ts";

export interface SmsTable extends SmsStores {
  readonly spend: SpendStore;
  readonly controls: Pick<ControlStore, "read">;
}

/** The stores of the SMS service on one table: those of every text with the first of them, the others when they are switched on. */
export function smsStores(table: LazyTable): SmsTable {
  let loading: Promise<SmsStores> | undefined;
  const load = () => {
    loading ??= ofEveryText(table);
    return loading;
  };
  return {
    cooldowns: lazily({ start: true }, async () => (await load()).cooldowns),
    counters: lazily({ add: true, subtract: true }, async () => (await load()).counters),
    claims: lazily({ claim: true, release: true }, async () => (await load()).claims),
    answers: lazily({ find: true, keep: true }, async () => (await load()).answers),
    spend: lazily<SpendStore>({ reserve: true, giveBack: true }, async () => {
      const { dynamoDbSpend } = await import("../stores/dynamodb-spend.ts");
      return dynamoDbSpend(await table());
    }),
    controls: lazily<Pick<ControlStore, "read">>({ read: true }, async () => {
      const { dynamoDbControls } = await import("../stores/dynamodb-controls.ts");
      return dynamoDbControls(await table());
    }),
  };
}

async function ofEveryText(lazyTable: LazyTable): Promise<SmsStores> {
  const [table, { dynamoDbCooldowns }, { dynamoDbCounters }, { dynamoDbClaims }, { dynamoDbAnswers }] =
    await Promise.all([
      lazyTable(),
      import("../stores/dynamodb-cooldowns.ts"),
      import("../stores/dynamodb-counters.ts"),
      import("../stores/dynamodb-claims.ts"),
      import("../stores/dynamodb-answers.ts"),
    ]);
  return {
    cooldowns: dynamoDbCooldowns(table),
    counters: dynamoDbCounters(table),
    claims: dynamoDbClaims(table),
    answers: dynamoDbAnswers(table),
  };
}
