import type { AwsConnection } from "../aws/connection.ts";
import type { Mailer } from "../senders/mailer.ts";
import { needs } from "./needs.ts";

export interface SesMailerOptions extends AwsConnection {
  readonly configurationSet?: string | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Sends through Amazon SES. The AWS SDK is loaded with the first mail; where it is not installed, surely nothing is sent. */
export function sesMailer(options: SesMailerOptions): Mailer {
  let loading: Promise<Mailer> | undefined;
  return {
    send: async (mail) => {
      loading ??= load(options);
      let mailer: Mailer;
      try {
        mailer = await loading;
      } catch (error) {
        return { sent: false, reason: "NOT_INSTALLED", error };
      }
      return mailer.send(mail);
    },
  };
}

async function load(options: SesMailerOptions): Promise<Mailer> {
  const ses = await needs("@aws-sdk/client-sesv2", "sesMailer", () => import("../senders/ses.ts"));
  return ses.sesMailer(options);
}
