import type { Group } from "../command.ts";
import { create } from "./create.ts";
import { disable } from "./disable.ts";
import { list } from "./list.ts";
import { rotate } from "./rotate.ts";
import { show } from "./show.ts";

export const keys: Group = {
  about: "API keys: who may call, and how often.",
  commands: { create, list, show, rotate, disable },
  examples: ["keys create --plan demo --name partner", "keys list", "keys rotate 7f3k9q2mxd --grace 24h"],
};
