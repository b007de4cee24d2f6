import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { clientJson, clientText } from "./client-text.ts";
import { noSuchClient, withKeys } from "./with-keys.ts";

export const show = command({
  about: "Show a client, its keys and what it has used.",
  operands: ["id"],
  options: stageOption,
  examples: ["keys show 7f3k9q2mxd", "keys show 7f3k9q2mxd --json"],
  run: ({ id, stage }, shell) =>
    withKeys(stage, shell, async ({ keys, place }) => {
      const client = await keys.show(id);
      return client ? done(clientJson(client), clientText(client)) : noSuchClient(id, place);
    }),
});
