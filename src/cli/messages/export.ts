import { writeFile } from "node:fs/promises";
import { dayOfMessage } from "../../stores/message-store.ts";
import { command, done, failure } from "../command.ts";
import { stageOption } from "../stage.ts";
import { csv } from "./csv.ts";
import { counted, messageJson } from "./message-text.ts";
import { messagesOfDays, type Opened, withMessages } from "./with-messages.ts";

/** By it Excel knows UTF-8; without it "Größe" opens as "GrÃ¶ÃŸe". A program that reads the terminal's text wants none. */
const BYTE_ORDER_MARK = "\ufeff";

const COLUMNS = ["id", "receivedAt", "name", "email", "message", "expiresAt"] as const;

export const exportAll = command({
  about: "Write all archived messages as CSV, the oldest first.",
  options: {
    file: { type: "string", value: "FILE", about: "A new file to write, instead of the terminal." },
    ...stageOption,
  },
  examples: ["messages export", "messages export --file messages.csv --stage prod"],
  run: ({ file, stage }, shell) =>
    withMessages(stage, shell, async (opened) => {
      const { messages, place } = opened;
      const days = await archivedDays(opened);
      const listed = (await messagesOfDays(messages, "archived", days, shell.nowMs())).map(messageJson);
      const text = csv([COLUMNS, ...listed.map((each) => COLUMNS.map((column) => each[column]))]);
      if (file === undefined) return done(listed, text);

      const trouble = await createFile(file, `${BYTE_ORDER_MARK}${text}`);
      if (trouble !== undefined) {
        return failure(`${file} was not written: ${trouble}.`, "Name a new file in a folder of yours.");
      }
      const from = `from the table ${place.table} ${place.where}`;
      return done(
        { file, messages: listed.length, ...place },
        `Wrote ${counted(listed.length)} ${from} to ${file}.`,
      );
    }),
});

/** Every day that has any: how long messages are kept is set elsewhere, and may have been changed since. */
async function archivedDays({ messages }: Opened): Promise<readonly string[]> {
  const { found } = await messages.ofAddress(() => true);
  const archived = found.filter(({ keptAs }) => keptAs === "archived");
  return [...new Set(archived.map(({ id }) => dayOfMessage(id)))].toSorted();
}

/** Never over another file, and for nobody else to read. */
async function createFile(path: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return undefined;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return code === "EEXIST" ? "it is there already" : code;
  }
}
