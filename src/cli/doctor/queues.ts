import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { parseJsonObject } from "../../http/json-object.ts";
import { deployedName } from "../deployed-name.ts";
import { type Answer, ask, askingConfig, notSeen } from "./ask.ts";
import { called, distinct, type Held } from "./deployment.ts";
import { type Finding, failure, ok, warning } from "./finding.ts";
import { permission } from "./permission.ts";
import type { Subject } from "./subject.ts";

const GET_ATTRIBUTES = permission(
  "sqs:GetQueueAttributes",
  (suffix) => `*:*:${deployedName("delivery*", suffix)}`,
);

/** Whether what is queued has somewhere to wait, and what has failed there. */
export const queues: Subject = {
  title: "Queues",
  permissions: [GET_ATTRIBUTES],
  look: async ({ settings: { contact, sms }, stage, connection }) => {
    const named = distinct([
      ["contact", contact?.DELIVERY_QUEUE_URL],
      ["sms", sms?.DELIVERY_QUEUE_URL],
    ]);
    // Asked where the functions ask, whatever host stands in the URL.
    const sqs = new SQSClient({ ...askingConfig(connection("SQS")), useQueueUrlAsEndpoint: false });
    const listing = stage === "local" ? "postern dlq list" : `postern dlq list --stage ${stage}`;
    const found = await Promise.all(named.map((each) => queueFindings(sqs, each, listing)));
    return found.flat();
  },
};

const attributeOf = (sqs: SQSClient, QueueUrl: string, name: QueueAttributeName) =>
  ask(GET_ATTRIBUTES, async (limit) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] });
    return (await sqs.send(command, limit)).Attributes?.[name];
  });

/** What SQS says of a URL where no queue is, or that belongs to another region. */
const MISSING = ["QueueDoesNotExist", "InvalidAddress"];
const isMissing = (asked: Answer<unknown>) => !asked.answered && MISSING.includes(asked.error);

async function queueFindings(
  sqs: SQSClient,
  { value: url, by }: Held<string>,
  listing: string,
): Promise<readonly Finding[]> {
  const queue = `The queue of ${called("DELIVERY_QUEUE_URL", by)}`;
  const asked = await attributeOf(sqs, url, "RedrivePolicy");
  if (isMissing(asked)) {
    const remedy = "Deploy it, or set DELIVERY_QUEUE_URL to the queue's URL.";
    return [failure("queue", `${queue} does not exist, so nothing can be queued.`, remedy)];
  }
  if (!asked.answered) return [notSeen("queue", queue, asked)];
  const { deadLetterTargetArn: arn } = parseJsonObject(asked.value ?? "") ?? {};
  return [
    ok("queue", `${queue} is there.`),
    typeof arn === "string"
      ? await deadLettersFinding(sqs, besides(url, arn), listing)
      : warning(
          "dead-letters",
          `${queue} has no dead-letter queue: what cannot be delivered is tried until SQS forgets it.`,
          "Deploy it with the stack, or name one in its RedrivePolicy: aws sqs set-queue-attributes.",
        ),
  ];
}

/** SQS keeps a dead-letter queue in the account and region of its queue. */
const besides = (url: string, arn: string) => new URL(arn.slice(arn.lastIndexOf(":") + 1), url).href;

async function deadLettersFinding(sqs: SQSClient, url: string, listing: string): Promise<Finding> {
  const queue = `The dead-letter queue ${url.slice(url.lastIndexOf("/") + 1)}`;
  const asked = await attributeOf(sqs, url, "ApproximateNumberOfMessages");
  if (isMissing(asked)) {
    const says = `${queue} does not exist: what cannot be delivered has nowhere to go.`;
    return warning("dead-letters", says, "Deploy it with the stack.");
  }
  if (!asked.answered) return notSeen("dead-letters", queue, asked);
  const count = Number(asked.value);
  if (count === 0) return ok("dead-letters", `${queue} is empty.`);
  const what = count === 1 ? "1 message that was not delivered" : `${count} messages that were not delivered`;
  return warning("dead-letters", `${queue} holds ${what}.`, `${listing} shows what they are.`);
}
