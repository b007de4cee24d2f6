import type { KeptAs } from "../../stores/message-store.ts";
import { type Command, command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { messageJson, messageText } from "./message-text.ts";
import { findMessage, KINDS, withMessages } from "./with-messages.ts";

export function showOf(keptAs: KeptAs): Command {
  const { noun, group } = KINDS[keptAs];
  const id = "2026-11-22T09:30:00.000Z-1f0c4e2a";
  return command({
    about: `Show all of one ${noun}.`,
    operands: ["id"],
    options: stageOption,
    examples: [`${group} show ${id}`, `${group} show ${id} --json`],
    run: ({ id, stage }, shell) =>
      withMessages(stage, shell, async (opened) => {
        const found = await findMessage(keptAs, id, opened, shell.nowMs());
        return found.ok ? done(messageJson(found.message), messageText(found.message)) : found;
      }),
  });
}
