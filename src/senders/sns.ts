import { type MessageAttributeValue, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type AwsConnection, clientConfig } from "../aws/connection.ts";
import { awsErrorOf, refusesRole, surelyNotSent } from "./aws-outcome.ts";
import type { TextFailure, TextSender } from "./text-sender.ts";

export interface SnsOptions extends AwsConnection {
  /** Shown as the sender where the country allows it: 1 to 11 letters and digits. */
  readonly senderId?: string | undefined;
  /** Most that one text may cost, in USD; SNS drops dearer ones silently. */
  readonly maxPriceUsd?: number | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Amazon SNS, `Publish` to a phone number, transactional. Success means accepted, not delivered: some numbers that
 * opted out, and texts over the price, show in SNS's delivery logs only.
 */
export function snsTexts({
  senderId,
  maxPriceUsd,
  timeoutMs = 5_000,
  ...connection
}: SnsOptions): TextSender {
  // One attempt: SNS has no idempotency key for texts, and a call that timed out may have sent.
  const client = new SNSClient({ ...clientConfig(connection), maxAttempts: 1 });
  const attributes: Record<string, MessageAttributeValue> = {
    "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
    ...(senderId !== undefined && {
      "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: senderId },
    }),
    ...(maxPriceUsd !== undefined && {
      "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: String(maxPriceUsd) },
    }),
  };

  return {
    name: "SNS",
    send: async ({ to, body }) => {
      const command = new PublishCommand({ PhoneNumber: to, Message: body, MessageAttributes: attributes });
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        return { sent: true, messageId: MessageId ?? "" };
      } catch (error) {
        const reason = error instanceof Error ? error.name : "Error";
        return { sent: false, failure: failureOf(error), reason, error };
      }
    },
  };
}

/** SNS tells it under the names of a wrong number and of too high a rate. */
const ACCOUNT_SAID = /\bsandbox\b|\bquota\b|\bspend(?:ing)? (?:limit|quota)\b/i;

/**
 * Throttled and OptedOut are not in the SDK's model: their names and their HTTP status tell what is needed. `InvalidParameter` for
 * a number is `ours`, too: SNS says it also where its Region sends no texts, and another provider may reach the number.
 */
function failureOf(error: unknown): TextFailure {
  if (!surelyNotSent(error)) return "unknown";
  const { name, said } = awsErrorOf(error);
  if (name === "OptedOut") return "opted-out";
  return refusesRole(error) || ACCOUNT_SAID.test(said) ? "account" : "ours";
}
