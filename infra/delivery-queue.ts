import { Duration, Stack } from "aws-cdk-lib";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deliverSchema } from "../src/config/deliver.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { allow, allowFor, allowing, allowWhen, readingSecret, sendingMail, sendingTexts } from "./grants.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import { isSwitchedOn, type Parameters } from "./parameters.ts";
import { queueProps } from "./queue-props.ts";
import type { SecretRef } from "./secrets.ts";
import type { TableRef } from "./tables.ts";

export interface DeliveryQueueProps extends Deployment {
  readonly parameters: Parameters;
  readonly rateTable: TableRef;
  readonly smsTable: TableRef;
  readonly clickSendSecret: SecretRef;
}

/** With every message of a batch taking its time, it begins none that it cannot end. */
const TIMEOUT_SECONDS = 60;

/** Messages that wait, the function `deliver` that sends them, and where those stand that it could not send. */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly deliver: PosternFunction;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    const { stage } = props;
    this.deadLetterQueue = new Queue(this, "DeadLetters", queueProps(stage, "delivery-dlq"));
    this.queue = new Queue(this, "Queue", {
      ...queueProps(stage, "delivery"),
      // Six times the function's time-out, as AWS asks: sooner, and a batch comes again while it is being sent.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 5 },
    });
    this.deliver = new PosternFunction(this, "Deliver", {
      ...props,
      name: "deliver",
      description: "Sends what the delivery queue holds.",
      // A batch of 100 messages of 64 KB, its digest, and both provider clients.
      memoryMb: 512,
      timeoutSeconds: TIMEOUT_SECONDS,
      environment: deliverEnvironment(props),
    });
    this.allowDelivery(props);
    new EventSourceMapping(this, "EventSource", {
      target: this.deliver.lambda,
      eventSourceArn: this.queue.queueArn,
      // Wide and slow: a flood becomes digests, and SES's rate is shared by two instances, the fewest that there can be.
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(20),
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    }).node.addDependency(this.deliver.role);
  }

  private allowDelivery({ parameters, rateTable, smsTable, clickSendSecret }: DeliveryQueueProps): void {
    const { deliver, queue } = this;
    const reserving = (table: TableRef) =>
      allowing(table.tableArn, "dynamodb:UpdateItem", "dynamodb:PutItem");
    allow(
      deliver,
      allowing(queue.queueArn, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
      sendingMail(deliver, parameters),
      allowing(rateTable.tableArn, "dynamodb:PutItem"),
      readingSecret(clickSendSecret),
      sendingTexts(),
    );
    allowFor(deliver, parameters, "mailSpend", reserving(rateTable));
    // Two policies for one right: CloudFormation has no "or" over conditions that would read better.
    allowFor(deliver, parameters, "textSpend", reserving(smsTable));
    const byCountry = isSwitchedOn(Stack.of(this), parameters, "CountrySpendLimitsUsd");
    allowWhen(deliver, "ToLimitTheMoneyForEachCountry", byCountry, reserving(smsTable));
  }
}

const deliverEnvironment = ({
  stage,
  parameters,
  rateTable,
  smsTable,
  clickSendSecret,
}: DeliveryQueueProps) =>
  environment(deliverSchema, {
    AWS_REGION: SET_BY_LAMBDA,
    RATE_TABLE: rateTable.tableName,
    FROM_EMAIL: parameters.FromEmail,
    TO_EMAIL: parameters.ToEmail,
    SITE_NAME: parameters.SiteName,
    // The sign-up's rates are made of what strangers get: mails to you would make them look better than they are.
    CONFIGURATION_SET: LEFT_TO_ITS_DEFAULT,
    DIGEST_THRESHOLD: parameters.DigestThreshold,
    DAILY_SPEND_LIMIT_USD: parameters.MailSpendLimitUsd,
    CLICKSEND_SECRET_ARN: clickSendSecret.secretArn,
    CLICKSEND_FROM: parameters.ClickSendFrom,
    CLICKSEND_URL: LEFT_TO_ITS_DEFAULT,
    SNS_SENDER_ID: parameters.SnsSenderId,
    SNS_MAX_PRICE_USD: parameters.SnsMaxPriceUsd,
    FALLBACK_ON_POLICY_BLOCK: parameters.FallbackOnPolicyBlock,
    TABLE_NAME: smsTable.tableName,
    TEXT_DAILY_SPEND_LIMIT_USD: parameters.DailySpendLimitUsd,
    COUNTRY_SPEND_LIMITS_USD: parameters.CountrySpendLimitsUsd,
    SMS_PRICES_USD: parameters.SmsPricesUsd,
    LOG_LEVEL: parameters.LogLevel,
    METRICS_NAMESPACE: metricsNamespace(stage),
  });
