import { isTooMuch, sum } from "../delivery/sending-breaker.ts";
import { DAY_MS, dayOf } from "../limits/day.ts";
import { dynamoDbMailEvents } from "../stores/dynamodb-mail-events.ts";
import type { MailDay } from "../stores/mail-event-store.ts";
import { columns } from "./columns.ts";
import { command, done, misused } from "./command.ts";
import { stageOption } from "./stage.ts";
import { withTable } from "./table.ts";

/** Where AWS begins to look at a sender. */
const AWS_REVIEWS_AT = { maxBouncePercent: 5, maxComplaintPercent: 0.1 };

const DEFAULT_DAYS = "7";
/** Counts are kept for forty. */
const MAX_DAYS = 35;

export const bounces = command({
  about: "Show how many mails bounced or were complained of, by the day (UTC) on which they were sent.",
  options: {
    days: {
      type: "string",
      value: "N",
      about: `How many days, today among them: 1 to ${MAX_DAYS}. Default: ${DEFAULT_DAYS}.`,
    },
    ...stageOption,
  },
  examples: ["bounces", "bounces --days 30 --stage prod", "bounces --json"],
  run: async ({ days = DEFAULT_DAYS, stage }, shell) => {
    const count = /^\d{1,2}$/.test(days) ? Number(days) : 0;
    if (count < 1 || count > MAX_DAYS) {
      return misused(`"${days}" is no number of days.`, `Write a whole number from 1 to ${MAX_DAYS}.`);
    }
    return withTable("SIGNUP_TABLE", stage, shell, async ({ table, place }) => {
      const events = dynamoDbMailEvents(table);
      const todayMs = shell.nowMs();
      const listed = await Promise.all(
        Array.from({ length: Math.max(2, count) }, async (_, age) => {
          const day = dayOf(todayMs - age * DAY_MS);
          return { day, ...(await events.read(day)) };
        }),
      );
      // Those that the breaker looks at, whatever is shown.
      const wouldBeOpen = isTooMuch(sum(listed.slice(0, 2)), AWS_REVIEWS_AT);
      const shown = listed.slice(0, count).toReversed().map(withRates);
      const total = withRates(sum(shown));
      const breaker = { wouldBeOpen, ...AWS_REVIEWS_AT };
      const rows = [...shown, { day: "all", ...total }].map(row);
      const text = [...columns([HEAD, ...rows]), "", breakerText(wouldBeOpen)].join("\n");
      return done({ days: shown, total, breaker, ...place }, text);
    });
  },
});

const withRates = <T extends MailDay>(day: T) => ({
  ...day,
  bouncedPercent: percent(day.bounced, day.sent),
  complainedPercent: percent(day.complained, day.sent),
});

/** To three decimals, as the limits are. */
const percent = (count: number, sent: number) =>
  sent === 0 ? null : Math.round((count / sent) * 100_000) / 1_000;

const HEAD = ["DAY", "SENT", "BOUNCED", "%", "COMPLAINED", "%"];

const row = ({ day, sent, bounced, bouncedPercent, complained, complainedPercent }: Row) => [
  ...[day, String(sent)],
  ...[String(bounced), percentText(bouncedPercent)],
  ...[String(complained), percentText(complainedPercent)],
];

type Row = { readonly day: string } & ReturnType<typeof withRates<MailDay>>;

const percentText = (value: number | null) => (value === null ? "–" : value.toFixed(2));

function breakerText(wouldBeOpen: boolean): string {
  const { maxBouncePercent, maxComplaintPercent } = AWS_REVIEWS_AT;
  const limits = `MAX_BOUNCE_PERCENT=${maxBouncePercent} and MAX_COMPLAINT_PERCENT=${maxComplaintPercent}`;
  return wouldBeOpen
    ? `With ${limits}, where AWS begins to review an account, sign-ups would be refused now.`
    : `With ${limits}, where AWS begins to review an account, sign-ups would go on.`;
}
