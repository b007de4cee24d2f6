import type { SecretReader } from "../aws/secrets.ts";
import { awsConnection } from "../config/aws.ts";
import type { SmsSettings } from "../config/sms.ts";
import { Unavailable } from "../gate/unavailable.ts";
import type { ClickSendCredentials } from "../senders/clicksend.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { Host } from "./host.ts";
import { lazily } from "./lazily.ts";

interface SmsProviders {
  readonly clickSend: TextSender;
  readonly sns: TextSender;
  readonly phoneHashKey: () => Promise<string>;
}

/** ClickSend and SNS with their secrets, each loaded when it is first needed. */
export function smsProviders(host: Host, settings: SmsSettings): SmsProviders {
  const { AWS_REGION, CLICKSEND_SECRET_ARN, PHONE_HASH_SECRET_ARN } = settings;
  const secrets = lazily<SecretReader>({ read: true }, async () => {
    const { secretsManager } = await import("../aws/secrets.ts");
    return secretsManager(awsConnection("SECRETS_MANAGER", AWS_REGION, host.env));
  });
  const credentials = cached(host.nowMs, async () =>
    clickSendCredentials(await secrets.read(CLICKSEND_SECRET_ARN)),
  );
  const hashKey = cached(host.nowMs, async () => hashKeyOf(await secrets.read(PHONE_HASH_SECRET_ARN)));

  const clickSend = lazily<Sends>({ send: true }, async () => {
    const { clickSend } = await import("../senders/clicksend.ts");
    return clickSend({ credentials, from: settings.CLICKSEND_FROM, url: settings.CLICKSEND_URL });
  });
  const sns = lazily<Sends>({ send: true }, async () => {
    const { snsTexts } = await import("../senders/sns.ts");
    return snsTexts({
      ...awsConnection("SNS", AWS_REGION, host.env),
      senderId: settings.SNS_SENDER_ID,
      maxPriceUsd: settings.SNS_MAX_PRICE_USD,
    });
  });
  return {
    clickSend: { name: "ClickSend", ...clickSend },
    sns: { name: "SNS", ...sns },
    phoneHashKey: () => hashKey(false),
  };
}

type Sends = Pick<TextSender, "send">;

/** A provider that refuses what a secret gave makes it worth reading again, and a broken one must not read it at every call. */
const REREAD_AFTER_MS = 60_000;

/** How long a secret that could not be read is not asked for again: each asking waits for its time-out. */
const RETRY_AFTER_MS = 5_000;

/**
 * Keeps what was read. `fresh` reads again, at most once a minute; a reading that fails leaves what was known, and is tried
 * again sooner.
 */
function cached<T>(nowMs: () => number, read: () => Promise<T>): (fresh: boolean) => Promise<T> {
  let known: { readonly value: T } | undefined;
  let reading: Promise<T> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let failed = false;

  const readNow = async () => {
    try {
      const value = await read();
      known = { value };
      failed = false;
      return value;
    } catch (error) {
      failed = true;
      throw error;
    }
  };

  return async (fresh) => {
    if (known && !fresh) return known.value;
    const ageMs = nowMs() - readAtMs;
    const isDue = ageMs < 0 || ageMs >= (failed ? RETRY_AFTER_MS : REREAD_AFTER_MS);
    if (reading === undefined || isDue) {
      readAtMs = nowMs();
      reading = readNow();
    }
    return reading;
  };
}

function clickSendCredentials(secret: string): ClickSendCredentials {
  const { username, api_key: apiKey } = parseObject(secret);
  if (typeof username === "string" && typeof apiKey === "string" && username && apiKey)
    return { username, apiKey };
  throw new Unavailable(
    "secrets",
    new TypeError('The ClickSend secret must be JSON with "username" and "api_key"'),
  );
}

const MIN_HASH_KEY_CHARACTERS = 16;

function hashKeyOf(secret: string): string {
  if (secret.length >= MIN_HASH_KEY_CHARACTERS) return secret;
  throw new Unavailable("secrets", new TypeError("The phone hash key must have 16 characters or more"));
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
