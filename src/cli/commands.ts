import type { Group } from "./command.ts";
import { keys } from "./keys/keys.ts";
import { plans } from "./plans.ts";

/** Every command there is. */
export const postern: Group = {
  about: "Postern: what people do with a running system, here or at AWS.",
  commands: { keys, plans },
  examples: ["keys create --plan demo --name partner", "keys list --stage prod", "plans"],
};
