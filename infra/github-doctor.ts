import { Validations } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { policyFor } from "../src/cli/doctor/policy.ts";
import type { Stage } from "./stage.ts";

/** What the doctor asks after a deployment: word for word what `postern doctor --policy` prints. */
export function grantDoctor(role: Role, stage: Stage): void {
  const { Statement } = policyFor(stage);
  for (const { Action, Resource } of Statement)
    role.addToPolicy(new PolicyStatement({ actions: [...Action], resources: [...Resource] }));
  const wide = new Set(Statement.flatMap(({ Resource }) => Resource).filter((each) => each.includes("*")));
  for (const resource of wide)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason:
        "The doctor reads what bears our names. Where IAM knows no resource for a question, it is asked of all.",
    });
}
