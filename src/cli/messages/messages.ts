import type { Group } from "../command.ts";
import { exportAll } from "./export.ts";
import { listOf } from "./list.ts";
import { showOf } from "./show.ts";

export const messages: Group = {
  about: "Messages that were accepted and kept for the record.",
  commands: { list: listOf("archived"), show: showOf("archived"), export: exportAll },
  examples: ["messages list", "messages export --file messages.csv --stage prod"],
};
