import { isUnavailable } from "../../gate/is-unavailable.ts";
import { command, failure } from "../command.ts";
import { stageOption } from "../stage.ts";
import { releaseBy } from "./contact-function.ts";
import { oneByOne } from "./one-by-one.ts";
import { findMessage, withMessages } from "./with-messages.ts";

export const release = command({
  about: "Send held messages after all, past honeypot and limits, and remove them from the table.",
  operands: ["id"],
  others: "id",
  options: stageOption,
  examples: [
    "held release 2026-11-22T09:30:00.000Z-1f0c4e2a",
    "held release 2026-11-22T09:30:00.000Z-1f0c4e2a --stage prod",
  ],
  run: ({ id, stage }, shell, others) =>
    withMessages(stage, shell, (opened) =>
      oneByOne("Released", [...new Set([id, ...others])], opened.place, async (each) => {
        const found = await findMessage("held", each, opened, shell.nowMs());
        if (!found.ok) return found;
        const trouble = await releaseBy(opened, found.message, shell);
        if (trouble) return trouble;
        try {
          await opened.messages.remove("held", each);
        } catch (error) {
          if (!isUnavailable(error)) throw error;
          return failure(
            `${each} was sent, and is still in the table.`,
            `postern held drop ${each} ends that.`,
          );
        }
      }),
    ),
});
