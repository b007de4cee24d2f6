import { type Command, command, type Failure, misused, type Option, type Outcome } from "../command.ts";
import { stageOption } from "../stage.ts";
import { isCalled } from "./letter-text.ts";
import { lookThrough, type Walk } from "./look-through.ts";
import type { DeadLetter } from "./queues.ts";
import { MOST_LOOKED_AT, noSuchLetter, type OpenedQueues, withQueues } from "./with-queues.ts";

interface Ending {
  readonly about: string;
  /** What was done, as the first word of a sentence. */
  readonly did: "Replayed" | "Dropped";
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** What the options want first. */
  readonly refuse?: (all: boolean, given: Readonly<Record<string, unknown>>) => Failure | undefined;
  /** Does it to one message. */
  readonly act: (letter: DeadLetter, walk: Walk, opened: OpenedQueues) => Promise<void>;
  readonly tell: (ended: Ended, opened: OpenedQueues) => Outcome;
}

export interface Ended {
  readonly ids: readonly string[];
  /** `3 messages`. */
  readonly count: string;
  /** There are more than were looked at. */
  readonly more: boolean;
}

/** A command that takes messages out of the dead-letter queue: those named, or all. */
export function ofThoseMeant(ending: Ending): Command {
  return command({
    about: ending.about,
    others: "id",
    options: {
      all: { type: "boolean", about: `All of them, up to ${MOST_LOOKED_AT} at a time.` },
      ...(ending.options ?? {}),
      ...stageOption,
    },
    examples: ending.examples,
    run: async (given, shell, ids) => {
      const all = given.all === true;
      if (all === ids.length > 0) {
        return misused(
          all ? "All of them, or those named: not both." : "It is not said which.",
          "Name the ID of one or several, or say --all.",
        );
      }
      const refusal = ending.refuse?.(all, given);
      if (refusal) return refusal;
      const finished: string[] = [];
      const outcome = await withQueues(given.stage, shell, (opened) =>
        endThose(ids, opened, ending, finished),
      );
      if (outcome.ok || finished.length === 0) return outcome;
      return { ...outcome, problem: `${ending.did} ${finished.join(", ")}. Then: ${outcome.problem}` };
    },
  });
}

/**
 * @param ids none: all.
 * @param finished gets the id of each that has been ended, for when it stops halfway.
 */
async function endThose(
  ids: readonly string[],
  opened: OpenedQueues,
  { act, tell }: Ending,
  finished: string[],
): Promise<Outcome> {
  const { deadLetters, place } = opened;
  const all = ids.length === 0;
  const missing = new Set(ids);
  const walk = lookThrough(deadLetters, MOST_LOOKED_AT);
  for await (const letter of walk.letters) {
    const meant = ids.find((id) => isCalled(id, letter));
    if (!all && meant === undefined) continue;
    await act(letter, walk, opened);
    finished.push(letter.id);
    if (meant !== undefined) missing.delete(meant);
    if (!all && missing.size === 0) break;
  }

  const [first] = missing;
  if (first !== undefined) return noSuchLetter(first, walk.hasMore(), place);
  const count = `${finished.length} ${finished.length === 1 ? "message" : "messages"}`;
  return tell({ ids: finished, count, more: all && walk.hasMore() }, opened);
}

/** A line of its own, where there is something left to do. */
export const moreLine = ({ more }: Ended) => (more ? ["There are more: call it again."] : []);
