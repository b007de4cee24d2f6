import { Aws, CfnOutput, DefaultStackSynthesizer, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, WebIdentityPrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { grantDoctor } from "./github-doctor.ts";
import { named, type Stage } from "./stage.ts";

/** Who signs the tokens of GitHub Actions, and for whom they have to be signed. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

/** Of the roles that `cdk bootstrap` makes, those that a deployment without container images needs. */
const BOOTSTRAP_ROLES = ["deploy", "file-publishing", "lookup"] as const;

/** Fixed, as scripts and people look for them. */
const OUTPUTS: Readonly<Record<Stage, string>> = { dev: "RoleArnDev", prod: "RoleArnProd" };

export interface GitHubRoleProps {
  readonly stage: Stage;
  readonly providerArn: string;
  /** How GitHub begins the subject of this repository's tokens: `repo:owner@1/name@2`, of older ones `repo:owner/name`. */
  readonly subjectPrefix: string;
}

/**
 * What a workflow becomes that runs in the GitHub environment of a stage. It may hand a template to the roles of the
 * bootstrap and ask the doctor; it has no right of its own to change anything.
 */
export class GitHubRole extends Construct {
  constructor(scope: Construct, id: string, { stage, providerArn, subjectPrefix }: GitHubRoleProps) {
    super(scope, id);
    const role = new Role(this, "Role", {
      roleName: named(stage, "github"),
      description: `Deploys Postern (${stage}) from GitHub Actions`,
      // Equal, not alike: a star here would let in other repositories, branches without the environment's rules, or
      // tokens made for somebody else.
      assumedBy: new WebIdentityPrincipal(providerArn, {
        StringEquals: {
          [`${GITHUB_ISSUER}:aud`]: GITHUB_AUDIENCE,
          [`${GITHUB_ISSUER}:sub`]: `${subjectPrefix}:environment:${stage}`,
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["sts:AssumeRole"],
        resources: BOOTSTRAP_ROLES.map((name) => this.bootstrapRole(name)),
      }),
    );
    grantDoctor(role, stage);
    new CfnOutput(this, "Arn", {
      value: role.roleArn,
      description: `AWS_ROLE_ARN of the environment ${stage}`,
    }).overrideLogicalId(OUTPUTS[stage]);
  }

  /** Of this account and region: the names are the bootstrap's. */
  private bootstrapRole(name: (typeof BOOTSTRAP_ROLES)[number]): string {
    const resourceName = `cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-${name}-role-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    return Stack.of(this).formatArn({ service: "iam", region: "", resource: "role", resourceName });
  }
}
