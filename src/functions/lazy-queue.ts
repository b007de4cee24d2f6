import { lazily } from "../aws/lazily.ts";
import { awsConnection } from "../config/aws.ts";
import type { Queue } from "../senders/queue.ts";
import type { Host } from "./host.ts";

interface QueueSettings {
  readonly AWS_REGION: string;
  readonly DELIVERY_QUEUE_URL: string | undefined;
}

/** The queue of the function `deliver`, where there is one; loaded with the first message. */
export function lazyQueue({ env }: Host, settings: QueueSettings): Queue | undefined {
  const { AWS_REGION, DELIVERY_QUEUE_URL: queueUrl } = settings;
  if (queueUrl === undefined) return undefined;
  return lazily<Queue>({ put: true }, async () => {
    const { sqsQueue } = await import("../senders/sqs.ts");
    return sqsQueue({ ...awsConnection("SQS", AWS_REGION, env), queueUrl });
  });
}
