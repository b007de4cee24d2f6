import type { AwsConnection } from "../aws/connection.ts";
import { lazily } from "../aws/lazily.ts";
import type { Mailer } from "../senders/mailer.ts";
import { needs } from "./needs.ts";

export interface SesMailerOptions extends AwsConnection {
  readonly configurationSet?: string | undefined;
  /** How long one call may take. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Sends through Amazon SES. The AWS SDK is loaded with the first mail. */
export function sesMailer(options: SesMailerOptions): Mailer {
  return lazily<Mailer>({ send: true }, async () => {
    const { sesMailer } = await needs(
      "@aws-sdk/client-sesv2",
      "sesMailer",
      () => import("../senders/ses.ts"),
    );
    return sesMailer(options);
  });
}
