import { command, done, misused } from "../command.ts";
import { stageOption } from "../stage.ts";
import { letterJson, letterTable } from "./letter-text.ts";
import { lookThrough } from "./look-through.ts";
import type { DeadLetter } from "./queues.ts";
import { MOST_LOOKED_AT, withQueues } from "./with-queues.ts";

const DEFAULT_LIMIT = "100";

export const list = command({
  about: "List messages that could not be delivered, without their text.",
  options: {
    limit: {
      type: "string",
      value: "N",
      about: `Look at so many at most, up to ${MOST_LOOKED_AT}. Default: ${DEFAULT_LIMIT}.`,
    },
    ...stageOption,
  },
  examples: ["dlq list", "dlq list --stage prod --json"],
  run: async ({ limit = DEFAULT_LIMIT, stage }, shell) => {
    const most = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
    if (most < 1 || most > MOST_LOOKED_AT) {
      return misused(`"${limit}" is no limit.`, `Write a whole number from 1 to ${MOST_LOOKED_AT}.`);
    }
    return withQueues(stage, shell, async ({ deadLetters, place }) => {
      const walk = lookThrough(deadLetters, most);
      const letters: DeadLetter[] = [];
      for await (const letter of walk.letters) letters.push(letter);

      const data = { letters: letters.map(letterJson), more: walk.hasMore(), ...place };
      if (letters.length === 0) {
        return done(data, `There is no message in the queue ${place.queue} ${place.where}.`);
      }
      const more = walk.hasMore() ? ["", `There are more than these ${letters.length}.`] : [];
      return done(data, [...letterTable(letters, shell.nowMs()), ...more].join("\n"));
    });
  },
});
