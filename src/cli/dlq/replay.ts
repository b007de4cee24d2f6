import { command, done, misused, type Outcome } from "../command.ts";
import { stageOption } from "../stage.ts";
import { isCalled } from "./letter-text.ts";
import { lookThrough } from "./look-through.ts";
import { MOST_LOOKED_AT, noSuchLetter, type OpenedQueues, withQueues } from "./with-queues.ts";

export const replay = command({
  about: "Have messages delivered after all: put them back into the delivery queue.",
  others: "id",
  options: {
    all: { type: "boolean", about: `All of them, up to ${MOST_LOOKED_AT} at a time.` },
    ...stageOption,
  },
  examples: ["dlq replay 0f7c0f0e-3b0c-4f6b-9a51-0a4d2f8a9c11", "dlq replay --all --stage prod"],
  run: async ({ all = false, stage }, shell, ids) => {
    if (all === ids.length > 0) {
      return misused(
        all ? "All of them, or those named: not both." : "Nobody knows which.",
        "Name the ID of one or several, or say --all.",
      );
    }
    const replayed: string[] = [];
    const outcome = await withQueues(stage, shell, (opened) => replayFrom(opened, ids, replayed));
    if (outcome.ok || replayed.length === 0) return outcome;
    return { ...outcome, problem: `Replayed ${replayed.join(", ")}. Then: ${outcome.problem}` };
  },
});

/**
 * @param ids none: all.
 * @param replayed gets the id of each that has been, for when it ends halfway.
 */
async function replayFrom(
  { deadLetters, delivery, place }: OpenedQueues,
  ids: readonly string[],
  replayed: string[],
): Promise<Outcome> {
  const all = ids.length === 0;
  const missing = new Set(ids);
  const walk = lookThrough(deadLetters, MOST_LOOKED_AT);
  for await (const letter of walk.letters) {
    const meant = ids.find((id) => isCalled(id, letter));
    if (!all && meant === undefined) continue;
    // In this order: what ends between the two leaves a duplicate, which is caught by the job's id, and never a gap.
    await delivery.send(letter.body);
    await walk.remove(letter);
    replayed.push(letter.id);
    if (meant !== undefined) missing.delete(meant);
    if (!all && missing.size === 0) break;
  }

  const [first] = missing;
  if (first !== undefined) return noSuchLetter(first, walk.hasMore(), place);
  const more = all && walk.hasMore();
  const count = `${replayed.length} ${replayed.length === 1 ? "message" : "messages"}`;
  return done(
    { replayed, more, to: delivery.name, ...place },
    [
      `Replayed ${count} from the queue ${place.queue} ${place.where} to ${delivery.name}.`,
      ...(more ? ["There are more: call it again."] : []),
    ].join("\n"),
  );
}
