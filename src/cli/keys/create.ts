import { command, done, failure, misused } from "../command.ts";
import { noDuration, parseDuration } from "../duration.ts";
import { stageOption } from "../stage.ts";
import { didTo } from "../table.ts";
import { issuedJson, issuedText } from "./issued-text.ts";
import { overrideOptions, readOverride } from "./override.ts";
import { withKeys } from "./with-keys.ts";

/** Without control characters, which could write anything into the terminal of who lists it. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

export const create = command({
  about: "Create a client with a key, and print the key, this once.",
  options: {
    plan: {
      type: "string",
      value: "PLAN",
      required: true,
      about: "Its usage plan: postern plans lists them.",
    },
    name: { type: "string", value: "NAME", required: true, about: "For people, such as the partner's name." },
    expires: {
      type: "string",
      value: "TIME",
      about: "How long the key works, such as 90d. Default: for ever.",
    },
    ...overrideOptions,
    ...stageOption,
  },
  examples: [
    "keys create --plan demo --name partner",
    "keys create --plan demo --name partner --expires 90d --rate 5 --burst 10 --quota 500/day",
    "keys create --plan demo --name partner --stage prod --json",
  ],
  run: async ({ plan, name, expires, stage, ...written }, shell) => {
    if (!NAME.test(name)) {
      return misused(
        "That is no name.",
        "Take 1 to 64 letters, digits, spaces, dots, dashes and underscores.",
      );
    }
    const expiresInMs = expires === undefined ? undefined : parseDuration(expires);
    if (expires !== undefined && !expiresInMs) {
      return noDuration("expires", expires);
    }

    return withKeys(stage, shell, async (managing) => {
      const policies = managing.settings.USAGE_PLANS;
      const policy = Object.hasOwn(policies, plan) ? policies[plan] : undefined;
      const unknown = failure(
        `There is no plan "${plan}".`,
        `There are: ${Object.keys(policies).join(", ")}. USAGE_PLANS defines them.`,
      );
      if (policy === undefined) return unknown;
      const override = readOverride(policy, written);
      if (override === undefined) {
        return misused(
          "These limits make no sense.",
          "Write, for example, --rate 0.5 --burst 1 --quota 500/day; a period is day, week or month.",
        );
      }

      const own = Object.keys(override).length > 0 ? override : undefined;
      const issued = await managing.keys.create({ name, plan, override: own, expiresInMs });
      if (!issued.ok) return unknown;
      const { place } = managing;
      const first = didTo(`Created a key for ${name}`, place);
      return done(issuedJson(issued, place), `${first}\n\n${issuedText(issued, managing)}`);
    });
  },
});
