import { CfnParameter, SecretValue, Stack, Validations } from "aws-cdk-lib";
import { Construct } from "constructs";
import { KEY, secretOf } from "./secrets.ts";
import type { Stage } from "./stage.ts";

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
    const secret = secretOf(this, "Secret", stage, "edge", {
      ...KEY,
      // A blank that the functions read as none: CloudFormation may take an empty value for a missing one.
      secretStringTemplate: JSON.stringify({ previous: " " }),
      generateStringKey: "current",
    });
    const versionId = new CfnParameter(Stack.of(this), "EdgeVersionId", {
      description:
        "After changing CloudFront's secret: the VersionId that put-secret-value prints. Blank: the newest there is when the references are made.",
      default: "",
    }).valueAsString;
    // References that CloudFormation resolves while deploying: the value stands in no template. It looks again only when the
    // reference changes, and then in all that hold it, so CloudFront never sends what the functions do not take yet.
    const valueAt = (jsonField: string) =>
      SecretValue.secretsManager(secret.secretArn, { jsonField, versionId }).unsafeUnwrap();
    this.sent = valueAt("current");
    this.taken = `${this.sent},${valueAt("previous")}`;
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "CloudFront takes a new value with a deployment alone: on a schedule it would be refused.",
    });
  }
}
