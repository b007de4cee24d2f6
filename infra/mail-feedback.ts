import { ConfigurationSet, EmailSendingEvent, EventDestination } from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { feedbackSchema } from "../src/config/feedback.ts";
import { environment, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { allow, allowing, readingSecret } from "./grants.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Parameters } from "./parameters.ts";
import { queueProps } from "./queue-props.ts";
import type { SecretRef } from "./secrets.ts";
import { named } from "./stage.ts";
import type { TableRef } from "./tables.ts";

export interface MailFeedbackProps extends Deployment {
  readonly parameters: Parameters;
  readonly signupTable: TableRef;
  readonly emailHashSecret: SecretRef;
}

/** What becomes of mails to strangers: SES tells a topic, and the function `feedback` remembers. */
export class MailFeedback extends Construct {
  readonly configurationSet: ConfigurationSet;
  /** Events that `feedback` could not take in three attempts. */
  readonly deadLetterQueue: Queue;
  readonly feedback: PosternFunction;

  constructor(scope: Construct, id: string, props: MailFeedbackProps) {
    super(scope, id);
    const { stage, parameters, signupTable, emailHashSecret } = props;
    this.deadLetterQueue = new Queue(this, "DeadLetters", queueProps(stage, "feedback-dlq"));
    this.feedback = new PosternFunction(this, "Feedback", {
      ...props,
      name: "feedback",
      description: "Counts mails that went, bounced or were complained of, and remembers who is lost.",
      // A small event and two writes; less memory would be a slower start, not a cheaper one.
      memoryMb: 256,
      // One secret and two writes, each with the retries of its client.
      timeoutSeconds: 20,
      deadLetterQueue: this.deadLetterQueue,
      environment: environment(feedbackSchema, {
        AWS_REGION: SET_BY_LAMBDA,
        SIGNUP_TABLE: signupTable.tableName,
        EMAIL_HASH_SECRET_ARN: emailHashSecret.secretArn,
        LOG_LEVEL: parameters.LogLevel,
        METRICS_NAMESPACE: metricsNamespace(stage),
      }),
    });
    allow(
      this.feedback,
      allowing(signupTable.tableArn, "dynamodb:PutItem", "dynamodb:UpdateItem"),
      readingSecret(emailHashSecret),
    );
    const topic = new Topic(this, "Events", { topicName: named(stage, "mail-events"), enforceSSL: true });
    topic.addSubscription(new LambdaSubscription(this.feedback.lambda));
    this.configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: `postern-${stage}`,
      reputationMetrics: true,
    });
    this.configurationSet.addEventDestination("ToFeedback", {
      destination: EventDestination.snsTopic(topic),
      // Without Send there is no rate.
      events: [EmailSendingEvent.SEND, EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
  }
}
