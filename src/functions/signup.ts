import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import { readSettings } from "../config/setting.ts";
import { type SignupSettings, signupRules, signupSchema } from "../config/signup.ts";
import type { LoadsValidator } from "../email/email-check.ts";
import type { FindingCache } from "../email/finding-cache.ts";
import type { EmailLookup } from "../email/lookup.ts";
import { varyByOrigin } from "../http/cors.ts";
import type { HttpFeature } from "../http/feature.ts";
import type { Mailer } from "../senders/mailer.ts";
import { signup } from "../signup/signup.ts";
import { welcomeMail } from "../signup/welcome-mail.ts";
import type { AnswerStore } from "../stores/answer-store.ts";
import type { ClaimStore } from "../stores/claim-store.ts";
import type { DynamoDbTable } from "../stores/dynamodb.ts";
import { misconfiguredHttp } from "./configuration-error.ts";
import { emailValidation } from "./email-validation.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { logReady } from "./log-ready.ts";
import { hashKey, secretReader } from "./secrets.ts";
import { serveHttp } from "./serve-http.ts";

/** The function `signup`: `POST /signup` takes an address that is worth writing to, and welcomes it by mail. */
export function signupFunction(host: Host): LambdaHandler {
  const read = readSettings(signupSchema, host.env, signupRules);
  if (!read.ok) return misconfiguredHttp(host, "signup", read.faults, varyByOrigin);
  const { LOG_LEVEL } = read.settings;
  logReady(host, LOG_LEVEL, "signup", signupSchema);
  return serveHttp(host, LOG_LEVEL, realSignup(host, read.settings));
}

function realSignup(host: Host, settings: SignupSettings): HttpFeature {
  const { AWS_REGION, FROM_EMAIL, SITE_NAME } = settings;
  const emailHashKey = hashKey(host, secretReader(host, AWS_REGION), settings.EMAIL_HASH_SECRET_ARN);
  const table = tableOf(host, settings);
  const mailer = lazily<Mailer>({ send: true }, async () => {
    const { sesMailer } = await import("../senders/ses.ts");
    const connection = awsConnection("SESV2", AWS_REGION, host.env);
    return sesMailer({ ...connection, configurationSet: settings.CONFIGURATION_SET });
  });
  return signup({
    allowedOrigins: settings.ALLOWED_ORIGIN,
    edgeSecrets: settings.EDGE_SECRET ?? [],
    requireEdge: settings.REQUIRE_EDGE,
    limitPerHour: settings.SIGNUP_LIMIT_PER_HOUR,
    emailHashKey,
    standInKey: host.randomText,
    slots: lazily<ClaimStore>({ claim: true, release: true }, async () => {
      const { dynamoDbClaims } = await import("../stores/dynamodb-claims.ts");
      return dynamoDbClaims(await table());
    }),
    validator: realValidator(settings, emailHashKey, table),
    register: ({ address }) => mailer.send(welcomeMail({ from: FROM_EMAIL, siteName: SITE_NAME }, address)),
  });
}

/** One table and one connection for everything that is remembered, loaded when first needed. */
function tableOf({ env }: Host, { AWS_REGION, SIGNUP_TABLE }: SignupSettings): () => Promise<DynamoDbTable> {
  let loading: Promise<DynamoDbTable> | undefined;
  return () => {
    loading ??= import("../stores/dynamodb.ts").then(({ dynamoDbTable }) =>
      dynamoDbTable({ ...awsConnection("DYNAMODB", AWS_REGION, env), tableName: SIGNUP_TABLE }),
    );
    return loading;
  };
}

/** Verdicts are remembered on the instance first, then in the table. */
function realValidator(
  settings: SignupSettings,
  key: () => Promise<string>,
  table: () => Promise<DynamoDbTable>,
): LoadsValidator {
  const { VALIDATE_EMAIL, EMAIL_API_URL: url, TRUEMAIL_API_KEY: apiKey } = settings;
  if (VALIDATE_EMAIL === "list" && apiKey === undefined) return emailValidation(settings);
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
      return findingCache({ store: layeredAnswers(memoryAnswers(), shared), key });
    }),
  });
}
