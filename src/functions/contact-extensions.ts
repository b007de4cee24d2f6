import type { ContactSettings } from "../config/contact.ts";
import type { ContactFormOptions } from "../contact/contact-form.ts";
import type { SwitchedOn } from "../contact/contact-gate.ts";
import { byMail, byMailElseByQueue, byQueue, type Dispatch, writtenDown } from "../contact/dispatch.ts";
import { formKeeping, holdRefused } from "../contact/hold-refused.ts";
import { heldWhenOver, queuedWhenOver, refusedWhenOver } from "../contact/over-ceiling.ts";
import { cachedControls } from "../controls/cached-controls.ts";
import { notBlocked, notPaused } from "../controls/checks.ts";
import type { Keeping } from "../delivery/held.ts";
import { once } from "../delivery/once.ts";
import { canonicalAddress } from "../email/canonical.ts";
import type { ContactParts } from "./contact.ts";
import { type ContactStores, contactStores } from "./contact-stores.ts";
import type { Host } from "./host.ts";
import { lazyQueue } from "./lazy-queue.ts";
import { lazyTable } from "./lazy-table.ts";
import { mailCeiling } from "./mail-ceiling.ts";

/** What the owner has switched on, beyond a form that sends mail. */
export function contactExtensions(
  host: Host,
  settings: ContactSettings,
  { mailer, envelope, table }: ContactParts,
): Pick<ContactFormOptions, "switchedOn" | "dispatch"> {
  // The rule over the settings has seen to it that there is a table where anything is kept.
  const messages = lazyTable(host, settings.AWS_REGION, settings.MESSAGE_TABLE ?? "");
  const stores = contactStores(table, messages);
  const kept = formKeeping({
    messages: stores.messages,
    counters: stores.counters,
    holdDays: settings.HOLD_REFUSED_DAYS,
    holdLimitPerHour: settings.HOLD_LIMIT_PER_HOUR,
    archiveDays: settings.ARCHIVE_DAYS,
    newId: host.randomText,
  });
  const dispatch = dispatchOf(host, settings, { mailer, envelope });
  return {
    switchedOn: switchedOn(host, settings, stores, kept),
    dispatch: writtenDown(dispatch, settings.ARCHIVE_DAYS > 0 ? kept.archive : undefined),
  };
}

/** By mail, by the queue, or by mail and else by the queue. */
export function dispatchOf(
  host: Host,
  settings: ContactSettings,
  { mailer, envelope }: Pick<ContactParts, "mailer" | "envelope">,
): Dispatch {
  const mail = byMail({ envelope, mailer });
  const queue = lazyQueue(host, settings);
  if (queue === undefined) return mail;
  const queueing = byQueue({ queue, newId: host.randomText });
  return settings.DELIVERY === "queue" ? queueing : byMailElseByQueue(mail, queueing);
}

function switchedOn(host: Host, settings: ContactSettings, stores: ContactStores, kept: Keeping): SwitchedOn {
  const { DEDUPLICATION_WINDOW_SECONDS, HOLD_REFUSED_DAYS, CONTROLS } = settings;
  const controls = CONTROLS ? cachedControls(stores.controls) : undefined;
  return {
    blocked: controls && notBlocked(controls),
    paused: controls && notPaused(controls),
    once:
      DEDUPLICATION_WINDOW_SECONDS === 0
        ? undefined
        : once({
            feature: "contact",
            store: stores.once,
            sameBy: ({ submission: { name, message }, address }) => [
              canonicalAddress(address),
              name,
              message,
            ],
            windowMs: DEDUPLICATION_WINDOW_SECONDS * 1_000,
            newToken: host.randomText,
          }),
    ceiling: ceilingOf(settings, stores, kept),
    held: HOLD_REFUSED_DAYS === 0 ? undefined : holdRefused(kept),
  };
}

function ceilingOf(settings: ContactSettings, stores: ContactStores, kept: Keeping): SwitchedOn["ceiling"] {
  const check = contactCeiling(settings, stores);
  if (check === undefined) return undefined;
  if (settings.DELIVERY_QUEUE_URL !== undefined) return queuedWhenOver(check);
  return settings.HOLD_REFUSED_DAYS > 0 ? heldWhenOver(check, kept) : refusedWhenOver(check);
}

/** With a queue that alone sends, the function behind it asks the ceiling. */
export const contactCeiling = (
  { DELIVERY, DAILY_SPEND_LIMIT_USD }: ContactSettings,
  stores: ContactStores,
) =>
  DELIVERY === "queue" || DAILY_SPEND_LIMIT_USD === undefined
    ? undefined
    : mailCeiling(DAILY_SPEND_LIMIT_USD, stores);
