import { done } from "../command.ts";
import { moreLine, ofThoseMeant } from "./those-meant.ts";

export const replay = ofThoseMeant({
  about: "Have messages delivered after all: put them back into the delivery queue.",
  did: "Replayed",
  examples: ["dlq replay 0f7c0f0e-3b0c-4f6b-9a51-0a4d2f8a9c11", "dlq replay --all --stage prod"],
  act: async (letter, walk, { delivery }) => {
    // In this order: what ends between the two leaves a duplicate, which is caught by the job's id, and never a gap.
    await delivery.send(letter.body);
    await walk.remove(letter);
  },
  tell: (ended, { delivery, place }) =>
    done(
      { replayed: ended.ids, more: ended.more, to: delivery.name, ...place },
      [
        `Replayed ${ended.count} from the queue ${place.queue} ${place.where} to ${delivery.name}.`,
        ...moreLine(ended),
      ].join("\n"),
    ),
});
