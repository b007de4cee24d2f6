import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import type { SmsSettings } from "../config/sms.ts";
import { Unavailable } from "../gate/unavailable.ts";
import type { ClickSendCredentials } from "../senders/clicksend.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { Host } from "./host.ts";
import { cached, hashKey, secretReader } from "./secrets.ts";

interface SmsProviders {
  readonly clickSend: TextSender;
  readonly sns: TextSender;
  readonly phoneHashKey: () => Promise<string>;
}

/** ClickSend and SNS with their secrets, each loaded when it is first needed. */
export function smsProviders(host: Host, settings: SmsSettings): SmsProviders {
  const { AWS_REGION, CLICKSEND_SECRET_ARN, PHONE_HASH_SECRET_ARN } = settings;
  const secrets = secretReader(host, AWS_REGION);
  const credentials = cached(host.nowMs, async () =>
    clickSendCredentials(await secrets.read(CLICKSEND_SECRET_ARN)),
  );

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
    phoneHashKey: hashKey(host, secrets, PHONE_HASH_SECRET_ARN),
  };
}

type Sends = Pick<TextSender, "send">;

function clickSendCredentials(secret: string): ClickSendCredentials {
  const { username, api_key: apiKey } = parseObject(secret);
  if (typeof username === "string" && typeof apiKey === "string" && username && apiKey)
    return { username, apiKey };
  throw new Unavailable(
    "secrets",
    new TypeError('The ClickSend secret must be JSON with "username" and "api_key"'),
  );
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
