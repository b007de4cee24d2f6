import type { ControlStore } from "../../stores/control-store.ts";
import { dynamoDbControls } from "../../stores/dynamodb-controls.ts";
import type { Failure, Shell } from "../command.ts";
import { type Place, type TableSetting, withTable } from "../table.ts";

/** What can be switched, and the setting that names the table in which it is. */
const TABLES = {
  contact: "RATE_TABLE",
  sms: "TABLE_NAME",
  signup: "SIGNUP_TABLE",
} as const satisfies Readonly<Record<string, TableSetting>>;

export type Channel = keyof typeof TABLES;
export const CHANNELS = Object.keys(TABLES) as readonly Channel[];

interface Opened {
  readonly controls: ControlStore;
  readonly place: Place;
}

/** Does something with the switches of one channel. */
export const withControls = <T>(
  channel: Channel,
  stage: string | undefined,
  shell: Shell,
  act: (opened: Opened) => Promise<T>,
): Promise<T | Failure> =>
  withTable(TABLES[channel], stage, shell, ({ table, place }) =>
    act({ controls: dynamoDbControls(table), place }),
  );

/** Behind every change: without the setting it would change nothing. */
export const TAKES_EFFECT =
  "Functions see it within a minute, those deployed with CONTROLS=true; others do not look.";
