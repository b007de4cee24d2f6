import { command, done, failure } from "../command.ts";
import { noDuration, parseDuration } from "../duration.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { issuedJson, issuedText } from "./issued-text.ts";
import { changedMeanwhile, noSuchClient, withKeys } from "./with-keys.ts";

const DEFAULT_GRACE = "24h";

export const rotate = command({
  about: "Give a client a new key; the old one still works for a while.",
  operands: ["id"],
  options: {
    grace: {
      type: "string",
      value: "TIME",
      about: `How long the old key still works. 0m ends it at once. Default: ${DEFAULT_GRACE}.`,
    },
    expires: {
      type: "string",
      value: "TIME",
      about: "How long the new key works. Default: until the old one would have.",
    },
    ...stageOption,
  },
  examples: [
    "keys rotate 7f3k9q2mxd",
    "keys rotate 7f3k9q2mxd --grace 0m",
    "keys rotate 7f3k9q2mxd --expires 90d",
  ],
  run: async ({ id, grace = DEFAULT_GRACE, expires, stage }, shell) => {
    const graceMs = parseDuration(grace);
    if (graceMs === undefined) {
      return noDuration("grace", grace);
    }
    const expiresInMs = expires === undefined ? undefined : parseDuration(expires);
    if (expires !== undefined && !expiresInMs) {
      return noDuration("expires", expires);
    }

    return withKeys(stage, shell, async (managing) => {
      const { keys, place } = managing;
      const issued = await keys.rotate(id, { graceMs, expiresInMs });
      if (issued.ok) {
        const first = didTo(`Rotated the key of ${issued.client.name}`, place);
        const old =
          graceMs === 0 ? "The old key works no more." : `The old key works for another ${grace} at most.`;
        return done(issuedJson(issued, place), `${first} ${old}\n\n${issuedText(issued, managing)}`);
      }
      switch (issued.reason) {
        case "UNKNOWN_CLIENT":
          return noSuchClient(id, place);
        case "CHANGED_MEANWHILE":
          return changedMeanwhile(id);
        case "DISABLED":
          return failure(
            `${id} is disabled.`,
            "Create a new one: postern keys create --plan PLAN --name NAME.",
          );
        case "EXPIRED":
          return failure(
            `The key of ${id} has expired.`,
            "Say how long the new one works, for example --expires 90d.",
          );
      }
    });
  },
});
