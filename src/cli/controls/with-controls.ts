import type { ControlStore } from "../../stores/control-store.ts";
import { dynamoDbControls } from "../../stores/dynamodb-controls.ts";
import { type Failure, failure, type Outcome, type Shell } from "../command.ts";
import { didTo, type Place, type TableSetting, withTable } from "../table.ts";
import { askWhetherItLooks, type Looking } from "./looking.ts";

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
  /** @param what completes "The function does not look …". */
  readonly looking: (what: string) => Promise<Looking>;
}

/** Does something with the switches of one channel. */
export const withControls = <T>(
  channel: Channel,
  stage: string | undefined,
  shell: Shell,
  act: (opened: Opened) => Promise<T>,
): Promise<T | Failure> => {
  const setting = TABLES[channel];
  return withTable(setting, stage, shell, ({ table, place, stage, settings }) =>
    act({
      controls: dynamoDbControls(table),
      place,
      looking: (what) =>
        askWhetherItLooks({ channel, setting, place, staged: { ok: true, stage, settings }, shell }, what),
    }),
  );
};

interface Brake {
  /** Completes "The function does not look …": what it would look at. */
  readonly what: string;
  /** As the first line tells it: `Paused contact`. */
  readonly did: string;
  readonly write: () => Promise<void>;
  readonly outcome: Outcome;
}

/**
 * Puts a brake on. One that the function does not look at is not written, and never said to be on: it would stop nothing today,
 * and much on the day on which the function begins to look. Where the function cannot be asked it is written all the same, as
 * there may be an emergency, and the command fails.
 */
export async function brake(
  { looking, place }: Opened,
  { what, did, write, outcome }: Brake,
): Promise<Outcome> {
  const found = await looking(what);
  if (found.looks === false) return found.because;
  await write();
  if (found.looks) return outcome;
  const { problem, remedy } = found.because;
  const done = didTo(did, place).replace(/\.$/, "");
  return failure(`${done}, and whether the function looks there is not known. ${problem}`, remedy);
}

/** Behind every change. */
export const TAKES_EFFECT = "Functions see it within a minute.";
