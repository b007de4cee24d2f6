import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { isCalled, letterJson, letterText } from "./letter-text.ts";
import { lookThrough } from "./look-through.ts";
import { MOST_LOOKED_AT, noSuchLetter, withQueues } from "./with-queues.ts";

export const show = command({
  about: "Print a message that could not be delivered, with its text.",
  operands: ["id"],
  options: stageOption,
  examples: ["dlq show 0f7c0f0e-3b0c-4f6b-9a51-0a4d2f8a9c11"],
  run: ({ id, stage }, shell) =>
    withQueues(stage, shell, async ({ deadLetters, place }) => {
      const walk = lookThrough(deadLetters, MOST_LOOKED_AT);
      for await (const letter of walk.letters) {
        if (!isCalled(id, letter)) continue;
        return done({ ...letterJson(letter), body: letter.body, ...place }, letterText(letter));
      }
      return noSuchLetter(id, walk.hasMore(), place);
    }),
});
