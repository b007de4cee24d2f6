import { columns } from "../columns.ts";
import { command, done, type Failure } from "../command.ts";
import { iso, momentText } from "../duration.ts";
import { stageOption } from "../stage.ts";
import type { Place } from "../table.ts";
import type { Looking } from "./looking.ts";
import { CHANNELS, type Channel, withControls } from "./with-controls.ts";

export const controls = command({
  about: "Show what is paused since when, and who is blocked.",
  options: stageOption,
  examples: ["controls", "controls --stage prod --json"],
  run: async ({ stage }, shell) => {
    const channels = await Promise.all(
      CHANNELS.map((channel) =>
        withControls(channel, stage, shell, async ({ controls, place, looking }): Promise<Switches> => {
          const { pausedSinceMs, blockedSenders } = await controls.read();
          const blocked = [...blockedSenders].sort();
          return {
            ok: true,
            channel,
            pausedSinceMs,
            blocked,
            place,
            looking: await looking("at its switches"),
          };
        }),
      ),
    );
    // Not every deployment has every channel: what can be read is shown.
    const read = channels.filter((each) => each.ok);
    const failures = channels.filter((each): each is Failure => !each.ok);
    const [first] = failures;
    return read.length === 0 && first ? first : done(json(read, failures), text(read, failures));
  },
});

interface Switches {
  readonly ok: true;
  readonly channel: Channel;
  readonly pausedSinceMs: number | undefined;
  readonly blocked: readonly string[];
  readonly place: Place;
  readonly looking: Looking;
}

const json = (read: readonly Switches[], failures: readonly Failure[]) => ({
  channels: read.map(({ channel, pausedSinceMs, blocked, place, looking }) => ({
    ...{ channel, pausedSince: iso(pausedSinceMs), blocked, looks: looking.looks ?? null },
    ...place,
  })),
  trouble: troubleOf(read, failures),
});

/** What could not be read, and which functions do not look at what could. */
const troubleOf = (read: readonly Switches[], failures: readonly Failure[]) => [
  ...read.flatMap(({ looking }) => (looking.looks ? [] : [looking.because.problem])),
  ...failures.map(({ problem }) => problem),
];

function text(read: readonly Switches[], failures: readonly Failure[]): string {
  const rows = read.map(({ channel, pausedSinceMs, blocked, place: { table, where } }) => [
    channel,
    pausedSinceMs === undefined ? "no" : `since ${momentText(pausedSinceMs)}`,
    channel === "contact" || blocked.length > 0 ? String(blocked.length) : "–",
    `${table} ${where}`,
  ]);
  const blocked = read.flatMap((each) => each.blocked.map((sender) => `  ${each.channel}  ${sender}`));
  const trouble = troubleOf(read, failures);
  return [
    ...columns([["CHANNEL", "PAUSED", "BLOCKED", "TABLE"], ...rows]),
    ...(blocked.length > 0 ? ["", "Blocked:", ...blocked] : []),
    ...(trouble.length > 0 ? ["", ...trouble] : []),
  ].join("\n");
}
