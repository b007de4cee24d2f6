import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import type { Mailer } from "../senders/mailer.ts";
import type { Host } from "./host.ts";

interface MailSettings {
  readonly AWS_REGION: string;
  readonly CONFIGURATION_SET: string | undefined;
}

/** SES, and what surely was not sent is tried again while there is time. Loaded with the first mail. */
export const patientSes = ({ env, pause, random }: Host, settings: MailSettings): Mailer =>
  lazily<Mailer>({ send: true }, async () => {
    const [{ sesMailer }, { retryBudget, retrying }] = await Promise.all([
      import("../senders/ses.ts"),
      import("../senders/retrying.ts"),
    ]);
    const { AWS_REGION, CONFIGURATION_SET: configurationSet } = settings;
    const ses = sesMailer({ ...awsConnection("SESV2", AWS_REGION, env), configurationSet });
    return retrying(ses, { budget: retryBudget(), pause, random });
  });
