import { join } from "node:path";
import { CfnOutput, Stack, Tags } from "aws-cdk-lib";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { ContactForm } from "./contact-form.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { Edge } from "./edge.ts";
import { EdgeSecret } from "./edge-secret.ts";
import { FormSubmit } from "./form-submit.ts";
import type { Deployment } from "./functions.ts";
import { MailFeedback } from "./mail-feedback.ts";
import { Observability } from "./observability.ts";
import type { EdgeOptions } from "./options.ts";
import { groupParameters, parameters as makeParameters, type ParameterOverrides } from "./parameters.ts";
import { PublicApi } from "./public-api.ts";
import { apiLimits } from "./public-api-limits.ts";
import { Secrets } from "./secrets.ts";
import { SignUp } from "./sign-up.ts";
import { SmsService } from "./sms-service.ts";
import { SpendAlarms } from "./spend-alarms.ts";
import { isProd, named, stackNameOf } from "./stage.ts";
import { Tables } from "./tables.ts";

export interface PosternStackProps extends Deployment {
  /** Puts CloudFront and WAF in front, which asks for the region us-east-1. */
  readonly edge?: EdgeOptions | undefined;
  /** Makes one API key for a partner. Default false. */
  readonly withPartnerKey?: boolean;
}

const PAGE_FOLDER = join(import.meta.dirname, "..", "examples", "contact-form");

/** The whole system, for one stage. */
export class PosternStack extends Stack {
  constructor(scope: Construct, id: string, props: PosternStackProps) {
    const { stage, bundlesFolder, edge } = props;
    const tags = { project: "postern", stage };
    super(scope, id, {
      stackName: stackNameOf(stage),
      description: `Postern (${stage}): contact form, sign-up and texts, each behind its gate.`,
      terminationProtection: isProd(stage),
      analyticsReporting: false,
      // CloudFormation hands these on to what CDK cannot tag.
      tags,
      // What CloudFront uses of WAF and of certificates lives there alone.
      ...(edge && { env: { region: "us-east-1" } }),
    });
    // These stand in the template, so whatever deploys it has them.
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);

    const edgeSecret = edge && new EdgeSecret(this, "EdgeOrigin", { stage });
    const parameters = makeParameters(this, stage, edgeSecret && behindEdge(edgeSecret, edge));
    const shared = { stage, bundlesFolder, parameters };
    const tables = new Tables(this, "Tables", { stage });
    const secrets = new Secrets(this, "Secrets", { stage });
    const { queue, deadLetterQueue, deliver } = new DeliveryQueue(this, "DeliveryQueue", {
      ...shared,
      rateTable: tables.rate,
      smsTable: tables.sms,
      clickSendSecret: secrets.clickSend,
    });
    const { contact } = new ContactForm(this, "ContactForm", {
      ...shared,
      rateTable: tables.rate,
      messageTable: tables.messages,
      queue,
    });
    const { sms } = new SmsService(this, "SmsService", {
      ...shared,
      smsTable: tables.sms,
      clickSendSecret: secrets.clickSend,
      phoneHashSecret: secrets.phoneHash,
      queue,
    });
    const feedbackOf = new MailFeedback(this, "MailFeedback", {
      ...shared,
      signupTable: tables.signup,
      emailHashSecret: secrets.emailHash,
    });
    const { feedback, configurationSet } = feedbackOf;
    const { signup } = new SignUp(this, "SignUp", {
      ...shared,
      signupTable: tables.signup,
      emailHashSecret: secrets.emailHash,
      configurationSet,
    });
    const { formsubmit } = new FormSubmit(this, "FormSubmit", shared);
    const { api } = new PublicApi(this, "PublicApi", {
      stage,
      contact: contact.lambda,
      signup: signup.lambda,
      formsubmit: formsubmit.lambda,
      limits: apiLimits(this),
      withPartnerKey: props.withPartnerKey ?? false,
    });
    if (edgeSecret)
      new Edge(this, "Edge", {
        ...edge,
        stage,
        api,
        originSecret: edgeSecret.sent,
        pageFolder: PAGE_FOLDER,
        successUrl: parameters.SuccessUrl,
      });
    new SpendAlarms(this, "SpendAlarms", {
      stage,
      monthlyBudgetUsd: parameters.MonthlyBudgetUsd,
      alertEmail: parameters.AlertEmail,
      roles: [contact, signup, sms, deliver].map(({ role }) => role),
    });
    const alertTopic = new Topic(this, "Alerts", { topicName: named(stage, "alerts"), enforceSSL: true });
    alertTopic.addSubscription(new EmailSubscription(parameters.AlertEmail));
    const functions = { contact, signup, sms, formsubmit, deliver, feedback };
    new Observability(this, "Observability", {
      stage,
      alertTopic,
      functions: Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, each.lambda])),
      queue,
      deadLetterQueue,
      feedbackDeadLetterQueue: feedbackOf.deadLetterQueue,
    });
    groupParameters(this);
    new CfnOutput(this, "SmsFunctionArn", {
      value: sms.lambda.functionArn,
      description: "Your code invokes it to send a text, with the right lambda:InvokeFunction on it.",
    });
    new CfnOutput(this, "AlertTopicArn", {
      value: alertTopic.topicArn,
      description: "Alarms go there. Subscribe whoever else is to be told.",
    });
  }
}

/** Who could go round CloudFront would go round WAF, so that is refused unless somebody says otherwise. */
const behindEdge = ({ taken }: EdgeSecret, { domain }: EdgeOptions = {}): ParameterOverrides => ({
  fixed: { EdgeSecret: taken },
  defaults: { RequireEdge: "true", ...(domain && { AllowedOrigin: `https://${domain.name}` }) },
});
