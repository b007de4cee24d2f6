import type { Group } from "../command.ts";
import { drop } from "./drop.ts";
import { list } from "./list.ts";
import { replay } from "./replay.ts";
import { show } from "./show.ts";

export const dlq: Group = {
  about: "Messages that could not be delivered: the dead-letter queue.",
  commands: { list, show, replay, drop },
  examples: ["dlq list", "dlq replay --all", "dlq list --stage prod"],
};
