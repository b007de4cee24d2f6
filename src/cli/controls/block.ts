import { MOST_BLOCKED_SENDERS } from "../../stores/control-store.ts";
import { command, done, failure } from "../command.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { noSender, senderOf } from "./sender.ts";
import { brake, TAKES_EFFECT, withControls } from "./with-controls.ts";

export const block = command({
  about:
    "Have the contact form send on nothing more from an address, however it is spelled, or from a whole domain.",
  operands: ["address"],
  options: stageOption,
  examples: ["block ada@example.com", "block @example.com", "block ada@example.com --stage prod"],
  run: async ({ address, stage }, shell) => {
    const sender = senderOf(address)?.name;
    if (sender === undefined) return noSender;
    return withControls("contact", stage, shell, async (opened) => {
      const { controls, place } = opened;
      const { blockedSenders } = await controls.read();
      if (!blockedSenders.has(sender) && blockedSenders.size >= MOST_BLOCKED_SENDERS) {
        const most = MOST_BLOCKED_SENDERS.toLocaleString("en-US");
        return failure(
          `${most} senders are blocked in the table ${place.table} ${place.where}, and no more can be.`,
          "Unblock some first: postern unblock ADDRESS.",
        );
      }
      const what = sender.startsWith("@") ? `every address ${sender} and below that domain` : sender;
      const did = `Blocked ${what}`;
      return brake(opened, {
        what: "who is blocked",
        did,
        write: () => controls.block(sender),
        outcome: done({ blocked: sender, ...place }, `${didTo(did, place)}\n${TAKES_EFFECT}`),
      });
    });
  },
});
