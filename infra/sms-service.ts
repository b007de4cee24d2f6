import { Tags } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { smsSchema } from "../src/config/sms.ts";
import { NUMBERING_PLANS_DATE } from "../src/sms/plans-date.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { allow, allowFor, allowing, readingSecret, sendingTexts } from "./grants.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Parameters } from "./parameters.ts";
import type { SecretRef } from "./secrets.ts";
import type { TableRef } from "./tables.ts";

export interface SmsServiceProps extends Deployment {
  readonly parameters: Parameters;
  readonly smsTable: TableRef;
  readonly clickSendSecret: SecretRef;
  readonly phoneHashSecret: SecretRef;
  readonly queue: IQueue;
}

/** Sends one text for your own code, which invokes it directly. It has no URL. */
export class SmsService extends Construct {
  readonly sms: PosternFunction;

  constructor(scope: Construct, id: string, props: SmsServiceProps) {
    super(scope, id);
    const { parameters, smsTable, clickSendSecret, phoneHashSecret, queue } = props;
    this.sms = new PosternFunction(this, "Sms", {
      ...props,
      name: "sms",
      description: "Sends one text: cooldowns, blocked countries, a ceiling on money, two providers.",
      // The numbering plans of all countries are parsed with the first number.
      memoryMb: 512,
      // With every part hanging at once, its own time-outs add up to 36.
      timeoutSeconds: 60,
      environment: smsEnvironment(props),
      reservedConcurrency: parameters.ReservedConcurrency,
    });
    // For postern doctor: what is deployed tells how old it is.
    Tags.of(this.sms.lambda).add("numbering-plans", NUMBERING_PLANS_DATE);
    allow(
      this.sms,
      allowing(smsTable.tableArn, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"),
      readingSecret(clickSendSecret),
      readingSecret(phoneHashSecret),
      sendingTexts(),
      allowing(queue.queueArn, "sqs:SendMessage"),
    );
    const reserving = allowing(smsTable.tableArn, "dynamodb:UpdateItem", "dynamodb:PutItem");
    allowFor(this.sms, parameters, "textSpend", reserving);
    allowFor(this.sms, parameters, "controls", allowing(smsTable.tableArn, "dynamodb:GetItem"));
  }

  /** The right to send texts. Not of versions or aliases, of which there are none: CDK's own grant adds a wildcard for them. */
  grantInvoke({ grantPrincipal }: IGrantable): void {
    grantPrincipal.addToPrincipalPolicy(allowing(this.sms.lambda.functionArn, "lambda:InvokeFunction"));
  }
}

const smsEnvironment = (props: SmsServiceProps) => {
  const { stage, parameters, smsTable, clickSendSecret, phoneHashSecret, queue } = props;
  return environment(smsSchema, {
    AWS_REGION: SET_BY_LAMBDA,
    TABLE_NAME: smsTable.tableName,
    CLICKSEND_SECRET_ARN: clickSendSecret.secretArn,
    PHONE_HASH_SECRET_ARN: phoneHashSecret.secretArn,
    BASE_COOLDOWN_SECONDS: parameters.BaseCooldownSeconds,
    ESCALATED_COOLDOWN_SECONDS: parameters.EscalatedCooldownSeconds,
    ESCALATION_THRESHOLD: parameters.EscalationThreshold,
    ATTEMPT_WINDOW_SECONDS: parameters.AttemptWindowSeconds,
    BLOCKED_COUNTRY_CODES: parameters.BlockedCountryCodes,
    ALLOWED_COUNTRY_CODES: parameters.AllowedCountryCodes,
    ALLOW_VOIP_NUMBERS: parameters.AllowVoipNumbers,
    ALLOW_LANDLINES: parameters.AllowLandlines,
    PREFIX_LIMIT_PER_HOUR: parameters.PrefixLimitPerHour,
    PREFIX_LIMIT_MODE: parameters.PrefixLimitMode,
    MAX_SEGMENTS: parameters.MaxSegments,
    SMART_ENCODING: parameters.SmartEncoding,
    ON_STORE_FAILURE: parameters.OnStoreFailure,
    FALLBACK_ON_POLICY_BLOCK: parameters.FallbackOnPolicyBlock,
    CLICKSEND_FROM: parameters.ClickSendFrom,
    CLICKSEND_URL: LEFT_TO_ITS_DEFAULT,
    SNS_SENDER_ID: parameters.SnsSenderId,
    SNS_MAX_PRICE_USD: parameters.SnsMaxPriceUsd,
    DAILY_SPEND_LIMIT_USD: parameters.DailySpendLimitUsd,
    COUNTRY_SPEND_LIMITS_USD: parameters.CountrySpendLimitsUsd,
    SMS_PRICES_USD: parameters.SmsPricesUsd,
    DELIVERY_QUEUE_URL: queue.queueUrl,
    MESSAGE_TTL_SECONDS: parameters.MessageTtlSeconds,
    CONTROLS: parameters.Controls,
    LOG_LEVEL: parameters.LogLevel,
    METRICS_NAMESPACE: metricsNamespace(stage),
  });
};
