import {
  Aws,
  CfnCondition,
  CfnParameter,
  Fn,
  RemovalPolicy,
  Stack,
  type StackProps,
  Tags,
} from "aws-cdk-lib";
import { CfnOIDCProvider } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { GITHUB_AUDIENCE, GITHUB_ISSUER, GitHubRole } from "./github-role.ts";
import type { Stage } from "./stage.ts";

export interface GitHubStackProps extends StackProps {
  /** Stages that are deployed into this account. */
  readonly stages: readonly Stage[];
}

/** Lets workflows of one GitHub repository deploy into this account: the trust in GitHub, and a role for each stage. */
export class GitHubStack extends Stack {
  constructor(scope: Construct, id: string, { stages, ...props }: GitHubStackProps) {
    super(scope, id, {
      ...props,
      description: "Postern: roles that GitHub Actions deploys with.",
      analyticsReporting: false,
    });
    Tags.of(this).add("project", "postern");
    const { valueAsString: subjectPrefix } = new CfnParameter(this, "SubjectPrefix", {
      description:
        "How GitHub begins the subject of this repository's tokens: gh api repos/OWNER/NAME/actions/oidc/customization/sub --jq .sub_claim_prefix",
      allowedPattern: "^repo:[\\w.-]+(@\\d+)?/[\\w.-]+(@\\d+)?$",
      constraintDescription: "must be like repo:owner@123/name@456, or repo:owner/name",
    });
    const providerArn = this.providerArn();
    for (const stage of stages) new GitHubRole(this, stage, { stage, providerArn, subjectPrefix });
  }

  /** An account holds one for each issuer, so another stack may have made it already. */
  private providerArn(): string {
    const { valueAsString } = new CfnParameter(this, "CreateProvider", {
      description:
        "no, when this account trusts GitHub's tokens already (aws iam list-open-id-connect-providers).",
      allowedValues: ["yes", "no"],
      default: "yes",
    });
    const provider = new CfnOIDCProvider(this, "Provider", {
      url: `https://${GITHUB_ISSUER}`,
      clientIdList: [GITHUB_AUDIENCE],
    });
    const isCreated = new CfnCondition(this, "ProviderIsCreated", {
      expression: Fn.conditionEquals(valueAsString, "yes"),
    });
    provider.cfnOptions.condition = isCreated;
    // By now others may trust it too.
    provider.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const existing = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${GITHUB_ISSUER}`;
    return Fn.conditionIf(isCreated.logicalId, provider.attrArn, existing).toString();
  }
}
