import { DAY_MS, dayOf } from "../../limits/day.ts";
import type { KeptAs } from "../../stores/message-store.ts";
import { type Command, command, done, misused } from "../command.ts";
import { stageOption } from "../stage.ts";
import { messageJson, messageTable } from "./message-text.ts";
import { KINDS, messagesOfDays, withMessages } from "./with-messages.ts";

const DAYS_SHOWN = 7;

export function listOf(keptAs: KeptAs): Command {
  const { noun, group, setting } = KINDS[keptAs];
  return command({
    about: `List the ${noun}s of the last ${DAYS_SHOWN} days, the newest last.`,
    options: {
      day: { type: "string", value: "DAY", about: "Those of one day (UTC) instead, such as 2026-11-22." },
      ...stageOption,
    },
    examples: [`${group} list`, `${group} list --day 2026-11-22 --stage prod`, `${group} list --json`],
    run: async ({ day, stage }, shell) => {
      if (day !== undefined && !isDay(day)) {
        return misused(`"${day.toWellFormed()}" is no day.`, "Write, for example, --day 2026-11-22.");
      }
      const nowMs = shell.nowMs();
      return withMessages(stage, shell, async ({ messages, place: { table, where } }) => {
        const listed = await messagesOfDays(messages, keptAs, day ? [day] : lastDays(nowMs), nowMs);
        const when = day ?? `the last ${DAYS_SHOWN} days`;
        const text =
          listed.length > 0
            ? messageTable(keptAs, listed)
            : `There is no ${noun} of ${when} in the table ${table} ${where}. Is ${setting} set?`;
        return done(listed.map(messageJson), text);
      });
    },
  });
}

/** UTC days up to today, the oldest first. */
const lastDays = (nowMs: number) =>
  Array.from({ length: DAYS_SHOWN }, (_, index) => dayOf(nowMs - (DAYS_SHOWN - 1 - index) * DAY_MS));

/** There is no 30th of February. */
const isDay = (text: string) => {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && dayOf(ms) === text;
};
