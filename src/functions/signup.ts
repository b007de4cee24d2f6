import { lazily } from "../aws/lazily.ts";
import { readSettings } from "../config/setting.ts";
import { type SignupSettings, signupRules, signupSchema } from "../config/signup.ts";
import { sendingBreaker } from "../delivery/sending-breaker.ts";
import type { LoadsValidator } from "../email/email-check.ts";
import type { FindingCache } from "../email/finding-cache.ts";
import type { EmailLookup } from "../email/lookup.ts";
import type { Check } from "../gate/check.ts";
import { varyByOrigin } from "../http/cors.ts";
import type { HttpFeature } from "../http/feature.ts";
import { signup } from "../signup/signup.ts";
import { welcomeMail } from "../signup/welcome-mail.ts";
import type { SpendReason } from "../spend/ceiling.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { ControlStore } from "../stores/control-store.ts";
import type { MailEventStore } from "../stores/mail-event-store.ts";
import { misconfiguredHttp } from "./configuration-error.ts";
import { emailValidation } from "./email-validation.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { lazyCheck } from "./lazy-check.ts";
import { type LazyTable, lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { paused } from "./paused.ts";
import { hashKey, secretReader } from "./secrets.ts";
import { serveHttp } from "./serve-http.ts";
import { patientSes } from "./ses.ts";

/** The function `signup`: `POST /signup` takes an address that is worth writing to, and welcomes it by mail. */
export function signupFunction(host: Host): LambdaHandler {
  const read = readSettings(signupSchema, host.env, signupRules);
  if (!read.ok) return misconfiguredHttp(host, "signup", read.faults, varyByOrigin);
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, "signup", signupSchema);
  return serveHttp(host, settings, realSignup(host, settings));
}

function realSignup(host: Host, settings: SignupSettings): HttpFeature {
  const { AWS_REGION, FROM_EMAIL, SITE_NAME } = settings;
  const emailHashKey = hashKey(host, secretReader(host, AWS_REGION), settings.EMAIL_HASH_SECRET_ARN);
  const table = lazyTable(host, AWS_REGION, settings.SIGNUP_TABLE);
  const mailer = patientSes(host, settings);
  const controls = lazily<Pick<ControlStore, "read">>({ read: true }, async () => {
    const { dynamoDbControls } = await import("../stores/dynamodb-controls.ts");
    return dynamoDbControls(await table());
  });
  const slots = lazily<ClaimStore>({ claim: true, release: true }, async () => {
    const { dynamoDbClaims } = await import("../stores/dynamodb-claims.ts");
    return dynamoDbClaims(await table());
  });
  return signup({
    allowedOrigins: settings.ALLOWED_ORIGIN,
    edgeSecrets: settings.EDGE_SECRET ?? [],
    requireEdge: settings.REQUIRE_EDGE,
    ipv6Prefix: settings.IPV6_PREFIX,
    limitPerHour: settings.SIGNUP_LIMIT_PER_HOUR,
    emailHashKey,
    standInKey: host.randomText,
    paused: paused(settings.CONTROLS, controls),
    sendingBreaker: realBreaker(settings, table),
    slots,
    validator: realValidator(settings, emailHashKey, table),
    ceiling: realCeiling(settings, slots, table),
    register: ({ address }, { remainingMs }) =>
      mailer.send(
        welcomeMail({ from: FROM_EMAIL, siteName: SITE_NAME }, address),
        remainingMs && { remainingMs },
      ),
  });
}

function realCeiling(
  { DAILY_SPEND_LIMIT_USD }: SignupSettings,
  claims: ClaimStore,
  table: LazyTable,
): Check<unknown, void, SpendReason> | undefined {
  if (DAILY_SPEND_LIMIT_USD === undefined) return undefined;
  return lazyCheck("spend", async () => {
    const [{ mailCeiling }, { dynamoDbSpend }] = await Promise.all([
      import("./mail-ceiling.ts"),
      import("../stores/dynamodb-spend.ts"),
    ]);
    return mailCeiling(DAILY_SPEND_LIMIT_USD, { spend: dynamoDbSpend(await table()), claims });
  });
}

function realBreaker(settings: SignupSettings, table: LazyTable) {
  const { MAX_BOUNCE_PERCENT: maxBouncePercent, MAX_COMPLAINT_PERCENT: maxComplaintPercent } = settings;
  if (maxBouncePercent === undefined && maxComplaintPercent === undefined) return undefined;
  const events = lazily<Pick<MailEventStore, "read">>({ read: true }, async () => {
    const { dynamoDbMailEvents } = await import("../stores/dynamodb-mail-events.ts");
    return dynamoDbMailEvents(await table());
  });
  return sendingBreaker({ events, maxBouncePercent, maxComplaintPercent });
}

/**
 * Verdicts are remembered on the instance first, then in the table. With a configuration set in the table alone: the function
 * `feedback` writes there who is lost, and an instance that remembered would write to them for another day.
 */
function realValidator(
  settings: SignupSettings,
  key: () => Promise<string>,
  table: LazyTable,
): LoadsValidator {
  const { VALIDATE_EMAIL, EMAIL_API_URL: url, TRUEMAIL_API_KEY: apiKey } = settings;
  const isFedBack = settings.CONFIGURATION_SET !== undefined;
  if (VALIDATE_EMAIL === "list" && apiKey === undefined && !isFedBack) return emailValidation(settings);
  return emailValidation(settings, {
    ...(apiKey !== undefined && {
      api: lazily<EmailLookup>({ find: true }, async () => {
        const { remoteLookup } = await import("../email/remote-lookup.ts");
        return remoteLookup({ key: apiKey, url });
      }),
    }),
    cache: lazily<FindingCache>({ find: true, keep: true }, async () => {
      const [{ findingCache }, { layeredAnswers }, { memoryAnswers }, { dynamoDbAnswers }] =
        await Promise.all([
          import("../email/finding-cache.ts"),
          import("../stores/layered-answers.ts"),
          import("../stores/memory-answers.ts"),
          import("../stores/dynamodb-answers.ts"),
        ]);
      const shared: AnswerStore = dynamoDbAnswers(await table(), { consistentRead: false });
      return findingCache({ store: isFedBack ? shared : layeredAnswers(memoryAnswers(), shared), key });
    }),
  });
}
