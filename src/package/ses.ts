import type { AwsConnection } from "../aws/connection.ts";
import { awsRegion } from "../config/aws.ts";
import { configurationSetName } from "../config/mail.ts";
import { webUrl } from "../config/text-kinds.ts";
import type { Mailer } from "../senders/mailer.ts";
import { needs } from "./needs.ts";
import { readOption, readOptional } from "./read-option.ts";

export interface SesMailerOptions extends AwsConnection {
  readonly configurationSet?: string | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/**
 * Sends through Amazon SES. The AWS SDK is loaded with the first mail; where it is not installed, nothing is sent.
 * @throws TypeError at once when an option makes no sense.
 */
export function sesMailer(options: SesMailerOptions): Mailer {
  const call = "sesMailer";
  readOption(call, "region", awsRegion.kind, options?.region);
  readOptional(call, "endpoint", webUrl, options.endpoint);
  readOptional(call, "configurationSet", configurationSetName, options.configurationSet);
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
