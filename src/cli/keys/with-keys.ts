import { type KeyManagement, keyManagement } from "../../access/key-management.ts";
import { Unavailable } from "../../gate/unavailable.ts";
import { dynamoDbKeys } from "../../stores/dynamodb-keys.ts";
import { dynamoDbUsage } from "../../stores/dynamodb-usage.ts";
import { openAccessTable } from "../access-table.ts";
import { type Failure, failure, type Outcome, type Shell } from "../command.ts";
import type { CliSettings } from "../settings.ts";
import { readStage, type Stage } from "../stage.ts";
import { storeTrouble } from "../store-trouble.ts";

export interface Managing {
  readonly keys: KeyManagement;
  readonly stage: Stage;
  readonly settings: CliSettings;
  /** For every line and object that tells of a change: what was changed, and where. */
  readonly place: { readonly table: string; readonly where: string };
}

/** Runs a command on the keys of a stage, and puts a table that cannot be asked into words. */
export async function withKeys(
  wanted: string | undefined,
  shell: Shell,
  act: (managing: Managing) => Promise<Outcome>,
): Promise<Outcome> {
  const staged = readStage(wanted, shell);
  if (!staged.ok) return staged;
  const opened = await openAccessTable(staged, shell);
  if (!opened.ok) return opened;
  const { table, where } = opened;
  const { stage, settings } = staged;
  const { nowMs, randomBytes } = shell;
  const [keys, usage, plans] = [dynamoDbKeys(table), dynamoDbUsage(table), settings.USAGE_PLANS];
  try {
    return await act({
      keys: keyManagement({ keys, usage, plans, nowMs, randomBytes }),
      stage,
      settings,
      place: { table: table.name, where },
    });
  } catch (error) {
    if (error instanceof Unavailable) return storeTrouble(error, opened, stage);
    throw error;
  }
}

/** What was done, to what, and where: the first line of every command that changes something. */
export const didTo = (what: string, { table, where }: Managing["place"]) =>
  `${what} in the table ${table} ${where}.`;

export const noSuchClient = (id: string, { table, where }: Managing["place"]): Failure =>
  failure(
    `There is no client "${id}" in the table ${table} ${where}.`,
    "postern keys list shows those there are.",
  );

export const changedMeanwhile = (id: string): Failure =>
  failure(
    `Somebody else changed ${id} at the same time.`,
    `Look with postern keys show ${id}, and try again.`,
  );
