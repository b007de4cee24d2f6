import { isUnavailable } from "../gate/is-unavailable.ts";
import { type DynamoDbTable, dynamoDbTable } from "../stores/dynamodb.ts";
import type { Failure, Shell } from "./command.ts";
import { suffixOf } from "./deployed-name.ts";
import { findService, TIMEOUT_MS } from "./service.ts";
import { serviceTrouble } from "./service-trouble.ts";
import { type CliSettings, DEFAULT_TABLES } from "./settings.ts";
import { readStage, type Stage } from "./stage.ts";

export type TableSetting = keyof typeof DEFAULT_TABLES;

/** For every line and object that tells of a change: what was changed, and where. */
export interface Place {
  readonly table: string;
  /** Completes "the table NAME …": `at 127.0.0.1:8000 (local)`. */
  readonly where: string;
}

export interface OpenedTable {
  readonly table: DynamoDbTable;
  readonly stage: Stage;
  readonly settings: CliSettings;
  readonly place: Place;
}

/** Does something with a table of a stage, and puts a table that cannot be asked into words. */
export async function withTable<T>(
  setting: TableSetting,
  wanted: string | undefined,
  shell: Shell,
  act: (opened: OpenedTable) => Promise<T>,
): Promise<T | Failure> {
  const staged = readStage(wanted, shell);
  if (!staged.ok) return staged;
  const service = await findService("DYNAMODB", staged, shell);
  if (!service.ok) return service;
  const { stage, settings } = staged;
  const { connection, where } = service;
  const tableName = settings[setting] ?? `${DEFAULT_TABLES[setting]}-${suffixOf(stage)}`;
  const table = dynamoDbTable({ ...connection, tableName, timeoutMs: TIMEOUT_MS });
  try {
    return await act({ table, stage, settings, place: { table: tableName, where } });
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return serviceTrouble(error.cause, { kind: "table", name: tableName, setting, where, stage });
  }
}

/** What was done, to what, and where: the first line of every command that changes something. */
export const didTo = (what: string, { table, where }: Place) => `${what} in the table ${table} ${where}.`;
