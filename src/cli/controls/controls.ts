import { columns } from "../columns.ts";
import { command, done, type Failure } from "../command.ts";
import { iso, momentText } from "../duration.ts";
import { stageOption } from "../stage.ts";
import type { Place } from "../table.ts";
import { CHANNELS, type Channel, withControls } from "./with-controls.ts";

export const controls = command({
  about: "Show what is paused since when, and who is blocked.",
  options: stageOption,
  examples: ["controls", "controls --stage prod --json"],
  run: async ({ stage }, shell) => {
    const channels = await Promise.all(
      CHANNELS.map((channel) =>
        withControls(channel, stage, shell, async ({ controls, place }): Promise<Switches> => {
          const { pausedSinceMs, blockedSenders } = await controls.read();
          return { ok: true, channel, pausedSinceMs, blocked: [...blockedSenders].sort(), place };
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
}

const json = (read: readonly Switches[], failures: readonly Failure[]) => ({
  channels: read.map(({ channel, pausedSinceMs, blocked, place }) => ({
    ...{ channel, pausedSince: iso(pausedSinceMs), blocked },
    ...place,
  })),
  trouble: failures.map(({ problem }) => problem),
});

function text(read: readonly Switches[], failures: readonly Failure[]): string {
  const rows = read.map(({ channel, pausedSinceMs, blocked, place: { table, where } }) => [
    channel,
    pausedSinceMs === undefined ? "no" : `since ${momentText(pausedSinceMs)}`,
    channel === "contact" || blocked.length > 0 ? String(blocked.length) : "–",
    `${table} ${where}`,
  ]);
  const blocked = read.flatMap((each) => each.blocked.map((sender) => `  ${each.channel}  ${sender}`));
  return [
    ...columns([["CHANNEL", "PAUSED", "BLOCKED", "TABLE"], ...rows]),
    ...(blocked.length > 0 ? ["", "Blocked:", ...blocked] : []),
    ...(failures.length > 0 ? ["", ...failures.map(({ problem }) => problem)] : []),
  ].join("\n");
}
