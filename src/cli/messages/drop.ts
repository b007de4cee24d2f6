import { command } from "../command.ts";
import { stageOption } from "../stage.ts";
import { oneByOne } from "./one-by-one.ts";
import { findMessage, withMessages } from "./with-messages.ts";

export const drop = command({
  about: "Delete held messages.",
  operands: ["id"],
  others: "id",
  options: stageOption,
  examples: [
    "held drop 2026-11-22T09:30:00.000Z-1f0c4e2a",
    "held drop 2026-11-22T09:30:00.000Z-1f0c4e2a --stage prod",
  ],
  run: ({ id, stage }, shell, others) =>
    withMessages(stage, shell, (opened) =>
      oneByOne("Dropped", [...new Set([id, ...others])], opened.place, async (each) => {
        const found = await findMessage("held", each, opened, shell.nowMs());
        if (!found.ok) return found;
        await opened.messages.remove("held", each);
      }),
    ),
});
