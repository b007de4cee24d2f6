import { Duration } from "aws-cdk-lib";
import { QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { named, type Stage } from "./stage.ts";

/** Of every queue. As long as SQS keeps anything; encrypted, as messages are personal; nothing without TLS. */
export const queueProps = (stage: Stage, name: string) => ({
  queueName: named(stage, name),
  retentionPeriod: Duration.days(14),
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
});
