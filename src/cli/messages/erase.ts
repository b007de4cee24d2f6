import { parseEmailAddress } from "../../email/address.ts";
import { canonicalAddress } from "../../email/canonical.ts";
import { command, done, misused } from "../command.ts";
import { stageOption } from "../stage.ts";
import { counted } from "./message-text.ts";
import { withMessages } from "./with-messages.ts";

export const erase = command({
  about: "Delete every held and archived message of one address, however it is spelled.",
  operands: ["address"],
  options: {
    "dry-run": { type: "boolean", about: "Say which messages these are, and delete none." },
    ...stageOption,
  },
  examples: [
    "erase ada@example.com",
    "erase ada@example.com --dry-run",
    "erase ada@example.com --stage prod",
  ],
  run: async ({ address, stage, "dry-run": isDry = false }, shell) => {
    const parsed = parseEmailAddress(address);
    if (!parsed) return misused("That is not an e-mail address.", "Write it as ada@example.com.");

    const wanted = canonicalAddress(parsed);
    return withMessages(stage, shell, async ({ messages, place }) => {
      const isTheirs = (email: string) => mailboxesIn(email).includes(wanted);
      const { found, scanned } = await messages.ofAddress(isTheirs);
      const many = found.length.toLocaleString("en-US");
      const read = `Read ${counted(scanned)} in ${place.table} ${place.where}`;
      if (isDry) {
        const ids = found.map(({ keptAs, id }) => ({ keptAs, id }));
        const lines = ids.map(({ keptAs, id }) => `  ${id}  ${keptAs}`);
        return done(
          { scanned, erased: 0, wouldErase: ids, ...place },
          [`${read}, would erase ${many}. Erased nothing.`, ...lines].join("\n"),
        );
      }
      for (const { keptAs, id } of found) await messages.remove(keptAs, id);
      return done(
        { scanned, erased: found.length, notReached: NOT_REACHED, ...place },
        [`${read}, erased ${many}.`, "Not reached:", ...NOT_REACHED.map((each) => `  ${each}`)].join("\n"),
      );
    });
  },
});

const NOT_REACHED = [
  "mails that were sent: look into the inbox",
  "messages that wait in a queue, or in its dead-letter queue",
  "the list of blocked senders",
  "backups of the table, where you make any",
  "other people's messages that mention the address",
] as const;

/** The mailboxes of a text, each under one name for all its spellings. A held one may be `Ada <ada@example.com>`. */
const mailboxesIn = (text: string) =>
  text
    .split(/[\s<>()[\],;:"]+/)
    .flatMap((part) => parseEmailAddress(part) ?? [])
    .map(canonicalAddress);
