import { CfnOutput, Validations } from "aws-cdk-lib";
import { type ISecret, Secret, type SecretStringGenerator } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { PLACEHOLDER } from "../src/config/clicksend-placeholder.ts";
import { removalPolicy, type Stage } from "./stage.ts";

export interface SecretsProps {
  readonly stage: Stage;
}

/** What others need of a secret. */
export type SecretRef = Pick<ISecret, "secretArn">;

/** Credentials that you put in, and keys that nobody need ever see. */
export class Secrets extends Construct {
  /** `{"username","api_key"}`. Until you put yours in, ClickSend refuses the made-up ones and SNS sends. */
  readonly clickSend: Secret;
  /** Keys the references that stand for phone numbers. */
  readonly phoneHash: Secret;
  /** Keys the references that stand for e-mail addresses. */
  readonly emailHash: Secret;

  constructor(scope: Construct, id: string, { stage }: SecretsProps) {
    super(scope, id);
    this.clickSend = secretOf(this, "ClickSend", stage, "clicksend", {
      secretStringTemplate: JSON.stringify({ username: PLACEHOLDER }),
      generateStringKey: "api_key",
      excludePunctuation: true,
    });
    this.phoneHash = secretOf(this, "PhoneHash", stage, "phone-hash", KEY);
    this.emailHash = secretOf(this, "EmailHash", stage, "email-hash", KEY);
    Validations.of(this.clickSend).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "ClickSend has no interface that makes a new key: rotation is done by hand, without a restart.",
    });
    for (const hashKey of [this.phoneHash, this.emailHash])
      Validations.of(hashKey).acknowledge({
        id: "AwsSolutions-SMG4",
        reason:
          "A new key forgets all cooldowns and who is not to be written to: a schedule must not do that.",
      });
    new CfnOutput(this, "ClickSendSecretArn", {
      value: this.clickSend.secretArn,
      description: "Put your credentials there: aws secretsmanager put-secret-value --secret-id …",
    }).overrideLogicalId("ClickSendSecretArn");
  }
}

/** Made up by AWS when the secret is made. */
export const KEY: SecretStringGenerator = { passwordLength: 64, excludePunctuation: true };

/** `postern/clicksend-dev` */
export const secretOf = (
  scope: Construct,
  id: string,
  stage: Stage,
  name: string,
  generateSecretString: SecretStringGenerator,
) =>
  new Secret(scope, id, {
    secretName: `postern/${name}-${stage}`,
    generateSecretString,
    removalPolicy: removalPolicy(stage),
  });
