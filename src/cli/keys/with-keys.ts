import { type KeyManagement, keyManagement } from "../../access/key-management.ts";
import { dynamoDbKeys } from "../../stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../../stores/dynamodb-usage.ts";
import { type Failure, failure, type Outcome, type Shell } from "../command.ts";
import { type OpenedTable, type Place, withTable } from "../table.ts";

export interface Managing extends Pick<OpenedTable, "stage" | "settings" | "place"> {
  readonly keys: KeyManagement;
}

/** Runs a command on the keys of a stage. */
export const withKeys = (
  stage: string | undefined,
  shell: Shell,
  act: (managing: Managing) => Promise<Outcome>,
): Promise<Outcome> =>
  withTable("ACCESS_TABLE", stage, shell, ({ table, ...opened }) => {
    const { nowMs, randomBytes } = shell;
    const [keys, usage, plans] = [dynamoDbKeys(table), dynamoDbUsage(table), opened.settings.USAGE_PLANS];
    return act({ ...opened, keys: keyManagement({ keys, usage, plans, nowMs, randomBytes }) });
  });

export const noSuchClient = (id: string, { table, where }: Place): Failure =>
  failure(
    `There is no client "${id}" in the table ${table} ${where}.`,
    "postern keys list shows those there are.",
  );

export const changedMeanwhile = (id: string): Failure =>
  failure(
    `Somebody else changed ${id} at the same time.`,
    `Look with postern keys show ${id}, and try again.`,
  );
