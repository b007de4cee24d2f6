import { blockedBy } from "../../controls/blocked.ts";
import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { noSender, senderOf } from "./sender.ts";
import { TAKES_EFFECT, withControls } from "./with-controls.ts";

export const unblock = command({
  about: "Have the contact form take messages from a blocked address or domain again.",
  operands: ["address"],
  options: stageOption,
  examples: ["unblock ada@example.com", "unblock @example.com --stage prod"],
  run: async ({ address, stage }, shell) => {
    const meant = senderOf(address);
    if (meant === undefined) return noSender;
    const { name: sender } = meant;
    return withControls("contact", stage, shell, async ({ controls, place }) => {
      const { blockedSenders } = await controls.read();
      const wasBlocked = blockedSenders.has(sender);
      // In any case: what was blocked a moment ago may not show yet.
      await controls.unblock(sender);
      const text = wasBlocked
        ? `${didTo(`Unblocked ${sender}`, place)}\n${TAKES_EFFECT}`
        : `${didTo(`${sender} was not blocked`, place)} postern controls shows who is.`;
      const left = new Set([...blockedSenders].filter((each) => each !== sender));
      const stillBy = meant.address && blockedBy(left, meant.address);
      const still = stillBy
        ? `\nIt is still blocked with its domain: postern unblock ${stillBy} ends that.`
        : "";
      return done({ unblocked: sender, wasBlocked, stillBlockedBy: stillBy ?? null, ...place }, text + still);
    });
  },
});
