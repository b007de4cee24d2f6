import { Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { removalPolicy, type Stage } from "./stage.ts";

export interface EdgeSecretProps {
  readonly stage: Stage;
}

/** By which the functions know CloudFront: `{"current","previous"}`, so that it can be changed and nobody is refused meanwhile. */
export class EdgeSecret extends Construct {
  /** What CloudFront sends. */
  readonly sent: string;
  /** What the functions take. */
  readonly taken: string;

  constructor(scope: Construct, id: string, { stage }: EdgeSecretProps) {
    super(scope, id);
    const secret = new Secret(this, "Secret", {
      secretName: `postern/edge-${stage}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ previous: "" }),
        generateStringKey: "current",
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: removalPolicy(stage),
    });
    // References that CloudFormation resolves while deploying: the value stands in no template.
    this.sent = secret.secretValueFromJson("current").unsafeUnwrap();
    this.taken = `${this.sent},${secret.secretValueFromJson("previous").unsafeUnwrap()}`;
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "CloudFront takes a new value with a deployment alone: on a schedule it would be refused.",
    });
  }
}
