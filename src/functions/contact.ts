import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import { type ContactSettings, contactRules, contactSchema } from "../config/contact.ts";
import { readSettings } from "../config/setting.ts";
import { contactForm } from "../contact/contact-form.ts";
import { varyByOrigin } from "../http/cors.ts";
import type { HttpFeature } from "../http/feature.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import { misconfiguredHttp } from "./configuration-error.ts";
import { emailValidation } from "./email-validation.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { logReady } from "./log-ready.ts";
import { serveHttp } from "./serve-http.ts";

/** The function `contact`: `POST /contact` writes the owner a mail. */
export function contactFunction(host: Host): LambdaHandler {
  const read = readSettings(contactSchema, host.env, contactRules);
  if (!read.ok) return misconfiguredHttp(host, "contact", read.faults, varyByOrigin);
  const { LOG_LEVEL } = read.settings;
  logReady(host, LOG_LEVEL, "contact", contactSchema);
  return serveHttp(host, LOG_LEVEL, realForm(read.settings, host.env));
}

function realForm(settings: ContactSettings, env: Host["env"]): HttpFeature {
  const { AWS_REGION, RATE_TABLE, FROM_EMAIL, TO_EMAIL } = settings;
  return contactForm({
    allowedOrigins: settings.ALLOWED_ORIGIN,
    limitPerHour: settings.IP_LIMIT_PER_HOUR,
    edgeSecrets: settings.EDGE_SECRET ?? [],
    requireEdge: settings.REQUIRE_EDGE,
    envelope: { from: FROM_EMAIL, to: TO_EMAIL ?? FROM_EMAIL, siteName: settings.SITE_NAME },
    successUrl: settings.SUCCESS_URL,
    validator: emailValidation(settings),
    slots: lazily<ClaimStore>({ claim: true, release: true }, async () => {
      const { dynamoDbTable } = await import("../stores/dynamodb.ts");
      const { dynamoDbClaims } = await import("../stores/dynamodb-claims.ts");
      const connection = awsConnection("DYNAMODB", AWS_REGION, env);
      return dynamoDbClaims(dynamoDbTable({ ...connection, tableName: RATE_TABLE }));
    }),
    mailer: lazily<Mailer>({ send: true }, async () => {
      const { sesMailer } = await import("../senders/ses.ts");
      const connection = awsConnection("SESV2", AWS_REGION, env);
      return sesMailer({ ...connection, configurationSet: settings.CONFIGURATION_SET });
    }),
  });
}
