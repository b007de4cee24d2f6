import { command, done } from "../command.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { clientJson, clientText } from "./client-text.ts";
import { changedMeanwhile, noSuchClient, withKeys } from "./with-keys.ts";

export const disable = command({
  about: "End all keys of a client. Functions that know a key may let it in for another minute.",
  operands: ["id"],
  options: stageOption,
  examples: ["keys disable 7f3k9q2mxd", "keys disable 7f3k9q2mxd --stage prod"],
  run: ({ id, stage }, shell) =>
    withKeys(stage, shell, async ({ keys, place }) => {
      const disabled = await keys.disable(id);
      if (!disabled.ok) {
        return disabled.reason === "UNKNOWN_CLIENT" ? noSuchClient(id, place) : changedMeanwhile(id);
      }
      const { client } = disabled;
      const first = didTo(`Disabled ${client.name}`, place);
      return done({ ...clientJson(client), ...place }, `${first}\n\n${clientText(client)}`);
    }),
});
