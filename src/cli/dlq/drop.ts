import { done, misused } from "../command.ts";
import { moreLine, ofThoseMeant } from "./those-meant.ts";

export const drop = ofThoseMeant({
  about: "Delete messages that could not be delivered: they are lost.",
  did: "Dropped",
  options: { yes: { type: "boolean", about: "With --all: yes, delete them unread." } },
  examples: ["dlq drop 0f7c0f0e-3b0c-4f6b-9a51-0a4d2f8a9c11", "dlq drop --all --yes --stage prod"],
  refuse: (all, { yes }) =>
    all && yes !== true
      ? misused(
          "Messages of visitors would be lost, and none was named.",
          "Look at them first: postern dlq list. Then say --all --yes.",
        )
      : undefined,
  act: (letter, walk) => walk.remove(letter),
  tell: (ended, { place }) =>
    done(
      { dropped: ended.ids, more: ended.more, ...place },
      [`Dropped ${ended.count} from the queue ${place.queue} ${place.where}.`, ...moreLine(ended)].join("\n"),
    ),
});
