import { ACCOUNT_ID, arn } from "./arn.ts";
import { CannotStart } from "./cannot-start.ts";

/** Settings that name a queue, by its URL. */
export const QUEUE_SETTINGS: readonly string[] = ["DELIVERY_QUEUE_URL"];

/** @throws CannotStart when a queue's URL does not end in a name that SQS would take. */
export function queueName(url: string): string {
  const name = /\/(?<name>[\w-]{1,80})$/.exec(url)?.groups?.name;
  if (name !== undefined) return name;
  throw new CannotStart(
    `${QUEUE_SETTINGS.join(", ")} must end in the name of a standard queue, as .../123456789012/postern-delivery-dev does.`,
  );
}

export const queueArn = (name: string, region: string): string => arn("sqs", region, name);

/** `postern-delivery-dev` gives `postern-delivery-dlq-dev`. */
export const deadLetterName = (name: string): string => name.replace(/(-(?:dev|prod))?$/, "-dlq$1");

/** The same settings, each queue under the same name here, wherever a person's own is. */
export function withQueuesAt(
  sqsUrl: string,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const here = (setting: string, value: string) =>
    QUEUE_SETTINGS.includes(setting) ? `${sqsUrl}/${ACCOUNT_ID}/${queueName(value)}` : value;
  return Object.fromEntries(
    Object.entries(settings).map(([setting, value]) => [setting, here(setting, value)]),
  );
}
