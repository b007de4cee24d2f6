import type { ContactSettings } from "../config/contact.ts";
import { writtenDown } from "../contact/dispatch.ts";
import { releasing } from "../contact/release.ts";
import { once } from "../delivery/once.ts";
import { DAY_MS } from "../limits/day.ts";
import type { ContactParts } from "./contact.ts";
import { contactCeiling, dispatchOf } from "./contact-extensions.ts";
import { contactStores } from "./contact-stores.ts";
import type { Host } from "./host.ts";
import { lazyTable } from "./lazy-table.ts";

/** Sends held messages on the way that accepted ones take, whatever else is switched on by now. */
export function contactRelease(host: Host, settings: ContactSettings, parts: ContactParts) {
  const messages = lazyTable(host, settings.AWS_REGION, settings.MESSAGE_TABLE ?? "");
  const stores = contactStores(parts.table, messages);
  return releasing({
    dispatch: writtenDown(dispatchOf(host, settings, parts)),
    once: once({
      feature: "release",
      store: stores.once,
      sameBy: ({ id }) => [id],
      // A release that is repeated within a day is one release.
      windowMs: DAY_MS,
      newToken: host.randomText,
    }),
    ceiling: contactCeiling(settings, stores),
  });
}
