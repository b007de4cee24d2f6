import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { noAddress, senderOf } from "./sender.ts";
import { TAKES_EFFECT, withControls } from "./with-controls.ts";

export const unblock = command({
  about: "Have the contact form take messages from a blocked address again.",
  operands: ["address"],
  options: stageOption,
  examples: ["unblock ada@example.com", "unblock ada@example.com --stage prod"],
  run: async ({ address, stage }, shell) => {
    const sender = senderOf(address);
    if (sender === undefined) return noAddress;
    return withControls("contact", stage, shell, async ({ controls, place }) => {
      const wasBlocked = (await controls.read()).blockedSenders.has(sender);
      // In any case: what was blocked a moment ago may not show yet.
      await controls.unblock(sender);
      const text = wasBlocked
        ? `${didTo(`Unblocked ${sender}`, place)}\n${TAKES_EFFECT}`
        : `${didTo(`${sender} was not blocked`, place)} postern controls shows who is.`;
      return done({ unblocked: sender, wasBlocked, ...place }, text);
    });
  },
});
