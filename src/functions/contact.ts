import { lazily } from "../aws/lazily.ts";
import { type ContactSettings, contactRules, contactSchema } from "../config/contact.ts";
import { readSettings } from "../config/setting.ts";
import { shownRefusal } from "../contact/answers.ts";
import { type ContactFormOptions, contactForm } from "../contact/contact-form.ts";
import { byMail } from "../contact/dispatch.ts";
import { varyByOrigin } from "../http/cors.ts";
import type { HttpFeature } from "../http/feature.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { misconfiguredHttp } from "./configuration-error.ts";
import { emailValidation } from "./email-validation.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { type LazyTable, lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { serveHttp } from "./serve-http.ts";
import { patientSes } from "./ses.ts";
import { withReleases } from "./with-releases.ts";

/** The function `contact`: `POST /contact` writes the owner a mail. */
export function contactFunction(host: Host): LambdaHandler {
  const read = readSettings(contactSchema, host.env, contactRules);
  if (!read.ok) return misconfiguredHttp(host, "contact", read.faults, varyByOrigin, shownRefusal);
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, "contact", contactSchema);
  const parts = realParts(host, settings);
  const form = isExtended(settings) ? extendedForm(host, settings, parts) : contactForm(parts.form);
  return withReleases(host, settings, serveHttp(host, settings, form), async () => {
    const { contactRelease } = await import("./contact-release.ts");
    return contactRelease(host, settings, parts);
  });
}

/** What the function is made of, before anything is switched on. */
export interface ContactParts {
  readonly form: ContactFormOptions;
  readonly mailer: Mailer;
  readonly envelope: Parameters<typeof byMail>[0]["envelope"];
  /** The rate table. */
  readonly table: LazyTable;
}

function realParts(host: Host, settings: ContactSettings): ContactParts {
  const { AWS_REGION, RATE_TABLE, FROM_EMAIL, TO_EMAIL } = settings;
  const envelope = { from: FROM_EMAIL, to: TO_EMAIL ?? FROM_EMAIL, siteName: settings.SITE_NAME };
  const mailer = patientSes(host, settings);
  const table = lazyTable(host, AWS_REGION, RATE_TABLE);
  const form: ContactFormOptions = {
    allowedOrigins: settings.ALLOWED_ORIGIN,
    limitPerHour: settings.IP_LIMIT_PER_HOUR,
    edgeSecrets: settings.EDGE_SECRET ?? [],
    requireEdge: settings.REQUIRE_EDGE,
    ipv6Prefix: settings.IPV6_PREFIX,
    honeypotField: settings.HONEYPOT_FIELD,
    successUrl: settings.SUCCESS_URL,
    validator: emailValidation(settings),
    slots: lazily<ClaimStore>({ claim: true, release: true }, async () => {
      const { dynamoDbClaims } = await import("../stores/dynamodb-claims.ts");
      return dynamoDbClaims(await table());
    }),
    dispatch: byMail({ envelope, mailer }),
  };
  return { form, mailer, envelope, table };
}

/** Whether anything is switched on that a plain form has no need of. */
const isExtended = (settings: ContactSettings) =>
  settings.DELIVERY_QUEUE_URL !== undefined ||
  settings.DEDUPLICATION_WINDOW_SECONDS > 0 ||
  settings.HOLD_REFUSED_DAYS > 0 ||
  settings.ARCHIVE_DAYS > 0 ||
  settings.DAILY_SPEND_LIMIT_USD !== undefined ||
  settings.CONTROLS;

/** Loaded with the first request, so that a plain form does not carry it. */
function extendedForm(host: Host, settings: ContactSettings, parts: ContactParts): HttpFeature {
  const load = async () => {
    const { contactExtensions } = await import("./contact-extensions.ts");
    return contactForm({ ...parts.form, ...contactExtensions(host, settings, parts) });
  };
  let loading: Promise<HttpFeature> | undefined;
  return {
    handle: async (request, at) => {
      loading ??= load();
      return (await loading).handle(request, at);
    },
  };
}
