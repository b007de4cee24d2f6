import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { type AwsConnection, clientConfig } from "../aws/connection.ts";
import { surelyNotSent } from "./aws-outcome.ts";
import { mailFailure } from "./mail-failure.ts";
import type { Mail, Mailer } from "./mailer.ts";

export interface SesOptions extends AwsConnection {
  readonly configurationSet?: string | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Sends through SES v2, `SendEmail` with simple content: text and HTML. */
export function sesMailer({ configurationSet, timeoutMs = 5_000, ...connection }: SesOptions): Mailer {
  // One attempt: SES has no idempotency key, and a call that timed out may have sent.
  const client = new SESv2Client({ ...clientConfig(connection), maxAttempts: 1 });
  return {
    send: async (mail) => {
      const command = new SendEmailCommand(sendEmailInput(mail, configurationSet));
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
        return { sent: true, value: { messageId: MessageId ?? "" } };
      } catch (error) {
        const reason = error instanceof Error ? error.name : "Error";
        const sent = surelyNotSent(error) ? false : "unknown";
        return { sent, reason, failure: mailFailure(error), error };
      }
    },
  };
}

function sendEmailInput(mail: Mail, configurationSet: string | undefined): SendEmailCommandInput {
  const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });
  return {
    FromEmailAddress: mail.from,
    Destination: { ToAddresses: [...mail.to] },
    ReplyToAddresses: [...mail.replyTo],
    Content: {
      Simple: { Subject: utf8(mail.subject), Body: { Text: utf8(mail.text), Html: utf8(mail.html) } },
    },
    ConfigurationSetName: configurationSet,
  };
}
