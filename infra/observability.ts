import { Stack } from "aws-cdk-lib";
import { Alarm, CfnDashboard, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { functionWatches } from "./alarms-functions.ts";
import { moneyWatches } from "./alarms-money.ts";
import { feedbackQueueWatches, queueWatches } from "./alarms-queues.ts";
import { sendingWatches } from "./alarms-sending.ts";
import { descriptionOf, type Watch } from "./alarms-watch.ts";
import { dashboardBody } from "./dashboard-body.ts";
import { named, type Stage } from "./stage.ts";

export interface ObservabilityProps {
  readonly stage: Stage;
  /** Where alarms go. When it is encrypted, its key must let cloudwatch.amazonaws.com use it; `alias/aws/sns` does not. */
  readonly alertTopic: ITopic;
  /** By the short name, such as `contact`. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly feedbackDeadLetterQueue?: IQueue;
}

/** Tells somebody when it does not work, and shows it. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { stage, alertTopic } = props;
    letAlarmsPublish(alertTopic);
    const action = new SnsAction(alertTopic);
    for (const watch of watchesOf(props)) {
      const alarm = new Alarm(this, watch.name, {
        alarmName: named(stage, watch.name),
        alarmDescription: descriptionOf(watch),
        metric: watch.metric,
        threshold: watch.threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: watch.among ?? watch.periods ?? 1,
        datapointsToAlarm: watch.periods ?? 1,
        // Nobody wrote, so nothing was counted: a quiet night is no outage.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
    }
    new CfnDashboard(this, "Dashboard", {
      dashboardName: named(stage, "overview"),
      dashboardBody: Stack.of(this).toJsonString(dashboardBody(placesOf(this, props))),
    });
  }
}

const watchesOf = (props: ObservabilityProps): readonly Watch[] => [
  ...Object.entries(props.functions).flatMap(([name, watched]) => functionWatches(name, watched)),
  ...sendingWatches(props.stage),
  ...queueWatches(props.stage, props.queue, props.deadLetterQueue),
  ...(props.feedbackDeadLetterQueue ? feedbackQueueWatches(props.feedbackDeadLetterQueue) : []),
  ...moneyWatches(props.stage),
];

/** A topic with a policy of its own, such as the one that enforces TLS, has lost the default that let alarms publish. */
function letAlarmsPublish(topic: ITopic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "AlarmsPublish",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(topic).account } },
    }),
  );
}

const placesOf = (scope: Construct, { stage, functions, queue, deadLetterQueue }: ObservabilityProps) => ({
  stage,
  region: Stack.of(scope).region,
  functionNames: Object.values(functions).map(({ functionName }) => functionName),
  queueName: queue.queueName,
  deadLetterQueueName: deadLetterQueue.queueName,
});
