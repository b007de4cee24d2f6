import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { bareShell } from "../src/cli/bare-shell.ts";
import { replay } from "../src/cli/dlq/replay.ts";
import type { Cloud } from "./cloud.ts";
import { DEAD_LETTERS_URL, type Plan, QUEUE_URL, REGION, visibilitySeconds } from "./plan.ts";

export interface DeliveryQueue {
  /** Whether nothing is left, seen or unseen, here or among the dead letters. */
  isEmpty(): Promise<boolean>;
  /** As an owner does: `postern dlq replay --all`. @returns how many messages were brought back. */
  replay(): Promise<number>;
  close(): void;
}

/** The queue as whoever runs it sees it; its dead-letter queue gets what was received five times. */
export async function openQueue(cloud: Cloud, plan: Plan): Promise<DeliveryQueue> {
  const client = new SQSClient({
    endpoint: cloud.sqs.url,
    region: REGION,
    credentials: { accessKeyId: "owner", secretAccessKey: "soak" },
    useQueueUrlAsEndpoint: false,
  });
  const Attributes = { VisibilityTimeout: String(visibilitySeconds(plan)) };
  await client.send(new SetQueueAttributesCommand({ QueueUrl: QUEUE_URL, Attributes }));

  const left = async (QueueUrl: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { Attributes: found = {} } = await client.send(command);
    return Number(found.ApproximateNumberOfMessages) + Number(found.ApproximateNumberOfMessagesNotVisible);
  };

  return {
    isEmpty: async () => (await left(QUEUE_URL)) + (await left(DEAD_LETTERS_URL)) === 0,
    replay: async () => {
      if ((await left(DEAD_LETTERS_URL)) === 0) return 0;
      const shell = {
        ...bareShell,
        env: { SQS_PORT: String(cloud.sqs.port) },
        nowMs: Date.now,
      };
      const outcome = await replay.run({ all: true }, shell, []);
      if (!outcome.ok) throw new Error(`dead letters could not be replayed: ${outcome.problem}`);
      return (outcome.data as { replayed: readonly string[] }).replayed.length;
    },
    close: () => client.destroy(),
  };
}
