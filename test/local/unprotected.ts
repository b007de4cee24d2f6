import type { LocalFunction } from "../../local/local-function.ts";
import { PROTECTIONS } from "../../src/config/protections.ts";

const SETTINGS = new Set(
  Object.values(PROTECTIONS).flatMap(({ settings }) => Object.values<string>(settings)),
);

/** A function as `npm start` has it, with the settings that its source has by default: nothing protects by a setting. */
export const unprotected = (local: LocalFunction): LocalFunction => ({
  ...local,
  defaults: Object.fromEntries(Object.entries(local.defaults).filter(([setting]) => !SETTINGS.has(setting))),
});
