import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import type { ContactSettings } from "../config/contact.ts";
import type { ContactFormOptions } from "../contact/contact-form.ts";
import type { SwitchedOn } from "../contact/contact-gate.ts";
import { byMail, byMailElseByQueue, byQueue, type Dispatch, writtenDown } from "../contact/dispatch.ts";
import { heldWhenOver, queuedWhenOver, refusedWhenOver } from "../contact/over-ceiling.ts";
import { MAX_CODE_POINTS } from "../contact/submission.ts";
import { cachedControls } from "../controls/cached-controls.ts";
import { notBlocked, notPaused } from "../controls/checks.ts";
import { type Keeping, keeping } from "../delivery/held.ts";
import { holding } from "../delivery/held-check.ts";
import { once } from "../delivery/once.ts";
import { canonicalAddress } from "../email/canonical.ts";
import type { Check } from "../gate/check.ts";
import type { TextFields } from "../http/body.ts";
import type { Queue } from "../senders/queue.ts";
import { ceiling, type SpendReason } from "../spend/ceiling.ts";
import { mailCharge } from "../spend/charges.ts";
import type { ContactParts } from "./contact.ts";
import { type ContactStores, contactStores } from "./contact-stores.ts";
import type { Host } from "./host.ts";

/** What the owner has switched on, beyond a form that sends mail. */
export function contactExtensions(
  host: Host,
  settings: ContactSettings,
  { mailer, envelope, table }: ContactParts,
): Pick<ContactFormOptions, "switchedOn" | "dispatch"> {
  const stores = contactStores(table, messageTable(host, settings));
  const kept = keeping({
    messages: stores.messages,
    counters: stores.counters,
    holdDays: settings.HOLD_REFUSED_DAYS,
    holdLimitPerHour: settings.HOLD_LIMIT_PER_HOUR,
    archiveDays: settings.ARCHIVE_DAYS,
    maxCodePoints: MAX_CODE_POINTS,
    newId: () => host.randomText().slice(-8),
  });
  const queue = queueOf(host, settings);
  const mail = byMail({ envelope, mailer });
  const dispatch = dispatchBy(settings, mail, queue && byQueue({ queue, newId: host.randomText }));
  return {
    switchedOn: switchedOn(host, settings, stores, kept),
    dispatch: writtenDown(dispatch, settings.ARCHIVE_DAYS > 0 ? kept.archive : undefined),
  };
}

function dispatchBy(
  { DELIVERY }: ContactSettings,
  mail: ReturnType<typeof byMail>,
  queue: Dispatch | undefined,
): Dispatch {
  if (queue === undefined) return mail;
  return DELIVERY === "queue" ? queue : byMailElseByQueue(mail, queue);
}

function queueOf({ env }: Host, { AWS_REGION, DELIVERY_QUEUE_URL }: ContactSettings): Queue | undefined {
  if (DELIVERY_QUEUE_URL === undefined) return undefined;
  return lazily<Queue>({ put: true }, async () => {
    const { sqsQueue } = await import("../senders/sqs.ts");
    return sqsQueue({ ...awsConnection("SQS", AWS_REGION, env), queueUrl: DELIVERY_QUEUE_URL });
  });
}

/** The rule over the settings has seen to it that there is one where anything is kept. */
const messageTable =
  ({ env }: Host, { AWS_REGION, MESSAGE_TABLE = "" }: ContactSettings) =>
  async () => {
    const { dynamoDbTable } = await import("../stores/dynamodb.ts");
    return dynamoDbTable({ ...awsConnection("DYNAMODB", AWS_REGION, env), tableName: MESSAGE_TABLE });
  };

/** Longer than the function may run: who still holds a claim then has crashed. */
export const LEASE_MS = 30_000;

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
            leaseMs: LEASE_MS,
            newToken: host.randomText,
          }),
    ceiling: ceilingOf(settings, stores, kept),
    held:
      HOLD_REFUSED_DAYS === 0 ? undefined : (check) => holding(check, kept, ({ fields }) => written(fields)),
  };
}

function ceilingOf(settings: ContactSettings, stores: ContactStores, kept: Keeping): SwitchedOn["ceiling"] {
  const check = mailCeiling(settings, stores);
  if (check === undefined) return undefined;
  if (settings.DELIVERY_QUEUE_URL !== undefined) return queuedWhenOver(check);
  return settings.HOLD_REFUSED_DAYS > 0 ? heldWhenOver(check, kept) : refusedWhenOver(check);
}

/** With a queue that alone sends, the function behind it asks the ceiling. */
export function mailCeiling(
  { DAILY_SPEND_LIMIT_USD, DELIVERY }: ContactSettings,
  { spend, claims }: ContactStores,
): Check<unknown, void, SpendReason> | undefined {
  if (DAILY_SPEND_LIMIT_USD === undefined || DELIVERY === "queue") return undefined;
  return ceiling({ store: spend, claims, chargeOf: mailCharge(DAILY_SPEND_LIMIT_USD) }).check;
}

const written = (fields: TextFields) => ({
  name: fields.get("name") ?? "",
  email: fields.get("email") ?? "",
  message: fields.get("message") ?? "",
});
