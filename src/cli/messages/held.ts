import type { Group } from "../command.ts";
import { drop } from "./drop.ts";
import { listOf } from "./list.ts";
import { release } from "./release.ts";
import { showOf } from "./show.ts";

export const held: Group = {
  about: "Messages that were refused and kept to be looked at.",
  commands: { list: listOf("held"), show: showOf("held"), release, drop },
  examples: ["held list", "held show 2026-11-22T09:30:00.000Z-1f0c4e2a", "held list --stage prod"],
};
