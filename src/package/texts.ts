import type { AwsConnection } from "../aws/connection.ts";
import { lazily } from "../aws/lazily.ts";
import {
  type ClickSendCredentials,
  type ClickSendOptions,
  clickSend as clickSendSender,
} from "../senders/clicksend.ts";
import type { TextSender } from "../senders/text-sender.ts";
import { needs } from "./needs.ts";

/** Sends through ClickSend. */
export const clickSend = ({
  username,
  apiKey,
  ...options
}: ClickSendCredentials & Omit<ClickSendOptions, "credentials">): TextSender =>
  clickSendSender({ ...options, credentials: async () => ({ username, apiKey }) });

export interface SnsTextsOptions extends AwsConnection {
  /** Shown as the sender where the country allows it: 1 to 11 letters and digits. */
  readonly senderId?: string | undefined;
  /** Most that one text may cost, in USD; SNS drops dearer ones silently. */
  readonly maxPriceUsd?: number | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Sends through Amazon SNS. The AWS SDK is loaded with the first text. */
export const snsTexts = (options: SnsTextsOptions): TextSender => ({
  name: "SNS",
  ...lazily<Pick<TextSender, "send">>({ send: true }, async () => {
    const { snsTexts } = await needs("@aws-sdk/client-sns", "snsTexts", () => import("../senders/sns.ts"));
    return snsTexts(options);
  }),
});
