import type { ContactSettings } from "../config/contact.ts";
import { releasing } from "../contact/release.ts";
import { once } from "../delivery/once.ts";
import { DAY_MS } from "../limits/day.ts";
import type { ContactParts } from "./contact.ts";
import { contactExtensions, LEASE_MS, mailCeiling } from "./contact-extensions.ts";
import { contactStores } from "./contact-stores.ts";
import type { Host } from "./host.ts";

/** A release that is repeated within a day is one release. */
const WINDOW_MS = DAY_MS;

/** Sends held messages on the way that accepted ones take, whatever is switched on by now. */
export function contactRelease(host: Host, settings: ContactSettings, parts: ContactParts) {
  const { dispatch } = contactExtensions(host, settings, parts);
  const stores = contactStores(parts.table, parts.table);
  return releasing({
    dispatch,
    once: once({
      feature: "release",
      store: stores.once,
      sameBy: ({ id }) => [id],
      windowMs: WINDOW_MS,
      leaseMs: LEASE_MS,
      newToken: host.randomText,
    }),
    ceiling: mailCeiling(settings, stores),
  });
}
