import { Duration } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { FIVE_MINUTES } from "./alarms-metrics.ts";
import { command, type Watch } from "./alarms-watch.ts";
import type { Stage } from "./stage.ts";

/**
 * Two attempts in vain, with a visibility time-out of six minutes. Not later: SQS leaves a message that came more than three
 * times out of the age.
 */
const LATE = Duration.minutes(10);
/** Half of the 14 days that a dead letter is kept. */
const FORGOTTEN = Duration.days(7);

export const queueWatches = (stage: Stage, queue: IQueue, deadLetterQueue: IQueue): readonly Watch[] => [
  {
    name: "delivery-age",
    means:
      "A message has been in the delivery queue for ten minutes: it does not go, or too many wait before it.",
    todo: "look at what `deliver` says of it in the log. If it is well, the queue is only long; SES's rate sets the pace.",
    metric: oldest(queue),
    threshold: LATE.toSeconds(),
  },
  ...deadLetterWatches("delivery", deadLetterQueue, {
    means: "A message could not be delivered in five attempts, and was put aside. It is kept for 14 days.",
    todo: `run ${command(stage, "dlq list")}, mend the cause, then run ${command(stage, "dlq replay --all")}.`,
  }),
];

/** Its dead letters are events of SES that `feedback` could not take in. */
export const feedbackQueueWatches = (deadLetterQueue: IQueue): readonly Watch[] =>
  deadLetterWatches("feedback", deadLetterQueue, {
    means:
      "A bounce or complaint could not be taken in, and was put aside. Its address may be written to again.",
    todo: "read the log of `feedback`, mend the cause, then invoke it again with the message.",
  });

function deadLetterWatches(
  name: string,
  queue: IQueue,
  says: Pick<Watch, "means" | "todo">,
): readonly Watch[] {
  return [
    {
      name: `${name}-dead-letters`,
      ...says,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: "Maximum" }),
      threshold: 1,
    },
    {
      name: `${name}-dead-letter-age`,
      means: "A dead letter has been lying for seven days. In as many again, or sooner, SQS deletes it.",
      todo: says.todo,
      metric: oldest(queue),
      threshold: FORGOTTEN.toSeconds(),
    },
  ];
}

const oldest = (queue: IQueue) =>
  queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: "Maximum" });
