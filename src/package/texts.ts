import type { AwsConnection } from "../aws/connection.ts";
import { lazily } from "../aws/lazily.ts";
import { awsRegion } from "../config/aws.ts";
import { smsSchema } from "../config/sms.ts";
import { webUrl } from "../config/text-kinds.ts";
import {
  type ClickSendCredentials,
  type ClickSendOptions,
  clickSend as clickSendSender,
} from "../senders/clicksend.ts";
import type { TextSender } from "../senders/text-sender.ts";
import { needs } from "./needs.ts";
import { readOption, readOptional } from "./read-option.ts";

/**
 * Sends through ClickSend.
 * @throws TypeError at once when an option makes no sense.
 */
export function clickSend(options: ClickSendCredentials & Omit<ClickSendOptions, "credentials">): TextSender {
  const { username, apiKey, ...others } = options ?? {};
  const call = "clickSend";
  for (const [name, value] of Object.entries({ username, apiKey }))
    if (typeof value !== "string" || value.trim() === "")
      throw new TypeError(`${call}: ${name} must be the ${name} of your ClickSend account`);
  readOptional(call, "from", smsSchema.CLICKSEND_FROM.kind, others.from);
  readOptional(call, "url", smsSchema.CLICKSEND_URL.kind, others.url);
  return clickSendSender({ ...others, credentials: async () => ({ username, apiKey }) });
}

export interface SnsTextsOptions extends AwsConnection {
  /** Shown as the sender where the country allows it: 1 to 11 letters and digits. */
  readonly senderId?: string | undefined;
  /** Most that one text may cost, in USD; SNS drops dearer ones silently. */
  readonly maxPriceUsd?: number | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Sends through Amazon SNS. The AWS SDK is loaded with the first text.
 * @throws TypeError at once when an option makes no sense.
 */
export function snsTexts(options: SnsTextsOptions): TextSender {
  const call = "snsTexts";
  readOption(call, "region", awsRegion.kind, options?.region);
  readOptional(call, "endpoint", webUrl, options.endpoint);
  readOptional(call, "senderId", smsSchema.SNS_SENDER_ID.kind, options.senderId);
  const { maxPriceUsd } = options;
  if (maxPriceUsd !== undefined && !(Number.isFinite(maxPriceUsd) && maxPriceUsd > 0))
    throw new TypeError(`${call}: maxPriceUsd must be an amount above 0 in USD, such as 0.5`);
  return {
    name: "SNS",
    ...lazily<Pick<TextSender, "send">>({ send: true }, async () => {
      const { snsTexts } = await needs("@aws-sdk/client-sns", call, () => import("../senders/sns.ts"));
      return snsTexts(options);
    }),
  };
}
