import type { IConfigurationSet } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { signupSchema } from "../src/config/signup.ts";
import { environment, LEFT_TO_ITS_DEFAULT, SET_BY_LAMBDA } from "./environment.ts";
import { type Deployment, PosternFunction } from "./functions.ts";
import { allow, allowFor, allowing, readingSecret, sendingMail } from "./grants.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Parameters } from "./parameters.ts";
import type { SecretRef } from "./secrets.ts";
import type { TableRef } from "./tables.ts";

export interface SignUpProps extends Deployment {
  readonly parameters: Parameters;
  readonly signupTable: TableRef;
  readonly emailHashSecret: SecretRef;
  /** Tells of mails that bounce. */
  readonly configurationSet: IConfigurationSet;
}

/** `POST /signup` validates a stranger's address and welcomes it. */
export class SignUp extends Construct {
  readonly signup: PosternFunction;

  constructor(scope: Construct, id: string, props: SignUpProps) {
    super(scope, id);
    const { parameters, signupTable, emailHashSecret, configurationSet } = props;
    this.signup = new PosternFunction(this, "Signup", {
      ...props,
      name: "signup",
      description: "The sign-up: validates an address, and welcomes it.",
      // The list of throw-away domains, half a megabyte, and the answers that an instance remembers.
      memoryMb: 256,
      // DNS and the remote API have time-outs of seconds each, and the gateway gives up at 29.
      timeoutSeconds: 20,
      environment: signupEnvironment(props),
      reservedConcurrency: parameters.ReservedConcurrency,
    });
    allow(
      this.signup,
      sendingMail(this.signup, parameters, configurationSet.configurationSetName),
      allowing(signupTable.tableArn, "dynamodb:PutItem", "dynamodb:GetItem"),
      readingSecret(emailHashSecret),
    );
    const reading = allowing(signupTable.tableArn, "dynamodb:GetItem");
    const reserving = allowing(signupTable.tableArn, "dynamodb:UpdateItem", "dynamodb:PutItem");
    allowFor(this.signup, parameters, "mailSpend", reserving);
    for (const read of ["controls", "bounces", "complaints"] as const)
      allowFor(this.signup, parameters, read, reading);
  }
}

const signupEnvironment = (props: SignUpProps) => {
  const { stage, parameters, signupTable, emailHashSecret, configurationSet } = props;
  return environment(signupSchema, {
    AWS_REGION: SET_BY_LAMBDA,
    SIGNUP_TABLE: signupTable.tableName,
    EMAIL_HASH_SECRET_ARN: emailHashSecret.secretArn,
    SIGNUP_LIMIT_PER_HOUR: parameters.SignupLimitPerHour,
    FROM_EMAIL: parameters.FromEmail,
    SITE_NAME: parameters.SiteName,
    CONFIGURATION_SET: configurationSet.configurationSetName,
    MAX_BOUNCE_PERCENT: parameters.MaxBouncePercent,
    MAX_COMPLAINT_PERCENT: parameters.MaxComplaintPercent,
    ALLOWED_ORIGIN: parameters.AllowedOrigin,
    EDGE_SECRET: parameters.EdgeSecret,
    REQUIRE_EDGE: parameters.RequireEdge,
    IPV6_PREFIX: parameters.Ipv6Prefix,
    VALIDATE_EMAIL: parameters.SignupValidateEmail,
    BLOCKED_EMAIL_DOMAINS: parameters.BlockedEmailDomains,
    ALLOWED_EMAIL_DOMAINS: parameters.AllowedEmailDomains,
    REFUSE_RELAY_ADDRESSES: parameters.RefuseRelayAddresses,
    // Lambda's own name servers.
    DNS_SERVERS: LEFT_TO_ITS_DEFAULT,
    TRUEMAIL_API_KEY: parameters.TruemailApiKey,
    EMAIL_API_URL: LEFT_TO_ITS_DEFAULT,
    DAILY_SPEND_LIMIT_USD: parameters.MailSpendLimitUsd,
    CONTROLS: parameters.Controls,
    LOG_LEVEL: parameters.LogLevel,
    METRICS_NAMESPACE: metricsNamespace(stage),
  });
};
