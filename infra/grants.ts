import { Aws, type CfnCondition, Fn, Stack } from "aws-cdk-lib";
import { type CfnPolicy, Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { PROTECTIONS, type ProtectionName } from "../src/config/protections.ts";
import type { PosternFunction } from "./functions.ts";
import { isSwitchedOn, type Parameters } from "./parameters.ts";
import type { SecretRef } from "./secrets.ts";

/** `dynamodb:PutItem` on `table.tableArn`, and no index, stream or wildcard that a ready-made grant would add. */
export const allowing = (resource: string, ...actions: string[]) =>
  new PolicyStatement({ actions, resources: [resource] });

export const readingSecret = ({ secretArn }: SecretRef) =>
  allowing(secretArn, "secretsmanager:GetSecretValue");

/**
 * Mail from one sender. SES may know it as an address or by its domain, so both identities are named.
 *
 * In the sandbox SES asks for the right on whoever receives it, too. There that is `ToEmail` at most: without its identities the
 * first mail of every new account would be refused. The condition still holds all of it to one sender.
 * @param configurationSet a mail that names one needs the right to use it.
 */
export function sendingMail(
  scope: PosternFunction,
  { FromEmail, ToEmail }: Pick<Parameters, "FromEmail" | "ToEmail">,
  configurationSet?: string,
) {
  const stack = Stack.of(scope);
  const arn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: "ses", resource, resourceName });
  const identitiesOf = (email: string) => [arn("identity", email), arn("identity", domainOf(email))];
  return new PolicyStatement({
    actions: ["ses:SendEmail"],
    resources: [
      ...identitiesOf(FromEmail),
      ...identitiesOf(ToEmail),
      ...(configurationSet === undefined ? [] : [arn("configuration-set", configurationSet)]),
    ],
    conditions: { StringEqualsIgnoreCase: { "ses:FromAddress": FromEmail } },
  });
}

/** Of a parameter that may be blank: CloudFormation fails when it selects what is not there, hence the second `@`. */
const domainOf = (email: string) => Fn.select(1, Fn.split("@", `${email}@`));

/**
 * Texts to phone numbers, and no message to any topic. A phone number is no resource that IAM knows, so what is left is to
 * name all that are not meant.
 */
export const sendingTexts = () =>
  new PolicyStatement({ actions: ["sns:Publish"], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] });

export function allow({ role }: PosternFunction, ...statements: PolicyStatement[]): void {
  for (const statement of statements) role.addToPolicy(statement);
}

/**
 * Rights that the role has only where the option is switched on.
 * @param why names the policy, and so says what the rights are for: `ToArchiveMessages`.
 */
export function allowWhen(
  scope: PosternFunction,
  why: string,
  condition: CfnCondition,
  ...statements: PolicyStatement[]
): void {
  // Beside the role and not below it: the function depends on all below, and a policy that is off does not exist.
  const policy = new Policy(scope, why, { statements, roles: [scope.role] });
  (policy.node.defaultChild as CfnPolicy).cfnOptions.condition = condition;
}

/**
 * Rights for a protection, in a policy of its own. Some the role has anyway: whoever takes those away has to see that the
 * protection needs them, too.
 */
export function allowFor(
  scope: PosternFunction,
  parameters: Parameters,
  protection: ProtectionName,
  ...statements: PolicyStatement[]
): void {
  const { policy, parameter } = PROTECTIONS[protection];
  allowWhen(scope, policy, isSwitchedOn(Stack.of(scope), parameters, parameter), ...statements);
}
