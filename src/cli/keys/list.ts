import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { clientJson, clientTable } from "./client-text.ts";
import { withKeys } from "./with-keys.ts";

export const list = command({
  about: "List all clients.",
  options: stageOption,
  examples: ["keys list", "keys list --stage prod --json"],
  run: ({ stage }, shell) =>
    withKeys(stage, shell, async ({ keys, place: { table, where } }) => {
      const clients = await keys.list();
      const text =
        clients.length > 0
          ? clientTable(clients)
          : `There is no key in the table ${table} ${where}. Create one: postern keys create --plan demo --name partner`;
      return done(clients.map(clientJson), text);
    }),
});
