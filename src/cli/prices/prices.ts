import type { Group } from "../command.ts";
import { list } from "./list.ts";
import { refresh } from "./refresh.ts";
import { show } from "./show.ts";

export const prices: Group = {
  about: "What texts are counted at under the ceiling on money.",
  commands: { list, show, refresh },
  examples: ["prices list", "prices show 66", "prices refresh --codes 66,65"],
};
