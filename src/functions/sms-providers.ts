import { lazily } from "../aws/lazily.ts";
import type { SecretReader } from "../aws/secrets.ts";
import { awsConnection } from "../config/aws.ts";
import type { SmsSettings } from "../config/sms.ts";
import { Unavailable } from "../gate/unavailable.ts";
import type { ClickSendCredentials } from "../senders/clicksend.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { Host } from "./host.ts";
import { cached } from "./secrets.ts";

interface SmsProviders {
  readonly clickSend: TextSender;
  readonly sns: TextSender;
}

type ProviderSettings = Pick<
  SmsSettings,
  | "AWS_REGION"
  | "CLICKSEND_SECRET_ARN"
  | "CLICKSEND_FROM"
  | "CLICKSEND_URL"
  | "SNS_SENDER_ID"
  | "SNS_MAX_PRICE_USD"
>;

/** ClickSend and SNS, each loaded when it is first needed. */
export function smsProviders(host: Host, secrets: SecretReader, settings: ProviderSettings): SmsProviders {
  const { AWS_REGION, CLICKSEND_SECRET_ARN } = settings;
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
