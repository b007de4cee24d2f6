import { Stack } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { contactSchema } from "../src/config/contact.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { allow, allowFor, allowing, allowWhen, sendingMail } from "./grants.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import { isSwitchedOn, type Parameters } from "./parameters.ts";
import type { TableRef } from "./tables.ts";

export interface ContactFormProps extends Deployment {
  readonly parameters: Parameters;
  readonly rateTable: TableRef;
  readonly messageTable: TableRef;
  readonly queue: IQueue;
}

/** `POST /contact` writes the owner a mail. */
export class ContactForm extends Construct {
  readonly contact: PosternFunction;

  constructor(scope: Construct, id: string, props: ContactFormProps) {
    super(scope, id);
    this.contact = new PosternFunction(this, "Contact", {
      ...props,
      name: "contact",
      description: "The contact form: refuses bots and floods, and sends the rest.",
      // Its heap is a fraction of this; the processor comes with the memory, and a cold start is processor time.
      memoryMb: 256,
      // SES's retries fit, and the gateway gives up at 29.
      timeoutSeconds: 20,
      environment: contactEnvironment(props),
      reservedConcurrency: props.parameters.ReservedConcurrency,
    });
    this.allowContact(props);
  }

  private allowContact({ parameters, rateTable, messageTable, queue }: ContactFormProps): void {
    const { contact } = this;
    const keeping = allowing(messageTable.tableArn, "dynamodb:PutItem");
    const claiming = allowing(rateTable.tableArn, "dynamodb:PutItem");
    const counting = allowing(rateTable.tableArn, "dynamodb:UpdateItem");
    allow(contact, sendingMail(contact, parameters), claiming, allowing(queue.queueArn, "sqs:SendMessage"));
    const archives = isSwitchedOn(Stack.of(this), parameters, "ArchiveDays");
    allowWhen(contact, "ToArchiveMessages", archives, keeping);
    allowFor(contact, parameters, "hold", keeping, counting);
    allowFor(contact, parameters, "deduplication", claiming);
    allowFor(contact, parameters, "mailSpend", counting, claiming);
    allowFor(contact, parameters, "controls", allowing(rateTable.tableArn, "dynamodb:GetItem"));
  }
}

const contactEnvironment = ({ stage, parameters, rateTable, messageTable, queue }: ContactFormProps) =>
  environment(contactSchema, {
    AWS_REGION: SET_BY_LAMBDA,
    RATE_TABLE: rateTable.tableName,
    IP_LIMIT_PER_HOUR: parameters.IpLimitPerHour,
    FROM_EMAIL: parameters.FromEmail,
    SITE_NAME: parameters.SiteName,
    // The sign-up's rates are made of what strangers get: mails to you would make them look better than they are.
    CONFIGURATION_SET: LEFT_TO_ITS_DEFAULT,
    TO_EMAIL: parameters.ToEmail,
    HONEYPOT_FIELD: parameters.HoneypotField,
    SUCCESS_URL: parameters.SuccessUrl,
    ALLOWED_ORIGIN: parameters.AllowedOrigin,
    EDGE_SECRET: parameters.EdgeSecret,
    REQUIRE_EDGE: parameters.RequireEdge,
    IPV6_PREFIX: parameters.Ipv6Prefix,
    VALIDATE_EMAIL: parameters.ValidateEmail,
    BLOCKED_EMAIL_DOMAINS: parameters.BlockedEmailDomains,
    ALLOWED_EMAIL_DOMAINS: parameters.AllowedEmailDomains,
    REFUSE_RELAY_ADDRESSES: parameters.RefuseRelayAddresses,
    // Lambda's own name servers.
    DNS_SERVERS: LEFT_TO_ITS_DEFAULT,
    DELIVERY: parameters.Delivery,
    DELIVERY_QUEUE_URL: queue.queueUrl,
    DEDUPLICATION_WINDOW_SECONDS: parameters.DeduplicationWindowSeconds,
    MESSAGE_TABLE: messageTable.tableName,
    HOLD_REFUSED_DAYS: parameters.HoldRefusedDays,
    HOLD_LIMIT_PER_HOUR: parameters.HoldLimitPerHour,
    ARCHIVE_DAYS: parameters.ArchiveDays,
    DAILY_SPEND_LIMIT_USD: parameters.MailSpendLimitUsd,
    CONTROLS: parameters.Controls,
    LOG_LEVEL: parameters.LogLevel,
    METRICS_NAMESPACE: metricsNamespace(stage),
  });
