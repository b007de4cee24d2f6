import { type Command, command, done, type Failure, misused, type Outcome } from "../command.ts";
import { iso } from "../duration.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { brake, CHANNELS, TAKES_EFFECT, withControls } from "./with-controls.ts";

interface Switching {
  readonly verb: "pause" | "resume";
  readonly did: "Paused" | "Resumed";
  readonly about: string;
  /** What is written: since when it is paused, undefined for a channel that is not. */
  readonly pausedSinceMs: (nowMs: number) => number | undefined;
}

export function switching({ verb, did, about, pausedSinceMs }: Switching): Command {
  return command({
    about,
    operands: ["channel"],
    options: stageOption,
    examples: [`${verb} contact`, `${verb} all --stage prod`],
    run: async ({ channel: wanted, stage }, shell) => {
      const channels = CHANNELS.filter((each) => wanted === "all" || wanted === each);
      if (channels.length === 0) {
        return misused(
          `There is nothing called "${wanted}" to ${verb}.`,
          `Choose one of ${CHANNELS.join(", ")}, all.`,
        );
      }
      const sinceMs = pausedSinceMs(shell.nowMs());
      // Each is tried, whatever comes of the others: in an emergency two of three are better than none.
      const outcomes = await Promise.all(
        channels.map((channel) =>
          withControls(channel, stage, shell, async (opened): Promise<Outcome> => {
            const { controls, place } = opened;
            const write = () => controls.setPaused(sinceMs);
            const data = { channel, pausedSince: iso(sinceMs), ...place };
            if (sinceMs !== undefined) {
              const what = `${did} ${channel}`;
              const outcome = done(data, didTo(what, place));
              return brake(opened, { what: "whether it is paused", did: what, write, outcome });
            }
            const wasPaused = (await controls.read()).pausedSinceMs !== undefined;
            // In any case: what was paused a moment ago may not show yet. It hurts no function that does not look.
            await write();
            const what = wasPaused ? `${did} ${channel}` : `${channel} was not paused`;
            return done({ ...data, wasPaused }, didTo(what, place));
          }),
        ),
      );
      return together(outcomes);
    },
  });
}

/** One outcome of several. When one failed it is a failure, which tells what was done all the same. */
function together(outcomes: readonly Outcome[]): Outcome {
  const finished = outcomes.filter((each) => each.ok);
  const texts = finished.map(({ text }) => text);
  const failures = outcomes.filter((each): each is Failure => !each.ok);
  const [first] = failures;
  if (first === undefined) {
    return done(
      finished.map(({ data }) => data),
      [...texts, TAKES_EFFECT].join("\n"),
    );
  }
  const problem = inOne([...texts, ...failures.map((each) => each.problem)]);
  return { ...first, problem, remedy: inOne(failures.map((each) => each.remedy)) };
}

/** What is wrong with all of them is said once. */
const inOne = (sentences: readonly string[]) => [...new Set(sentences)].join(" ");
