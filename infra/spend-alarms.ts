import { Stack } from "aws-cdk-lib";
import { CfnBudget, CfnBudgetsAction } from "aws-cdk-lib/aws-budgets";
import {
  Effect,
  type IManagedPolicy,
  type IRole,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { named, type Stage } from "./stage.ts";

export interface SpendAlarmsProps {
  readonly stage: Stage;
  readonly monthlyBudgetUsd: number;
  readonly alertEmail: string;
  /** The roles of the functions that send. */
  readonly roles: readonly IRole[];
}

/**
 * A backstop, not a brake: AWS works out costs several times a day, so a budget notices a flood hours after it began. What
 * acts at once is the ceiling of docs/spend.md. This is for the day on which that was not set, or something else in the
 * account costs money: the budget is the whole account's, because neither mails nor texts carry a tag.
 *
 * What it cannot stop is ClickSend: its bill is not AWS's, and its calls ask IAM nothing.
 *
 * Whoever wants to send again reverses the action in the console of AWS Budgets, which detaches the policy. It has to be
 * detached before the stack can be deleted: IAM deletes no policy that is in use.
 */
export class SpendAlarms extends Construct {
  /** @throws RangeError without roles: then nothing would be stopped. */
  constructor(scope: Construct, id: string, props: SpendAlarmsProps) {
    super(scope, id);
    const { stage, roles } = props;
    if (roles.length === 0) throw new RangeError("SpendAlarms needs the roles that are to stop sending");
    actionOf(this, budgetOf(this, props), denySendingOf(this, stage), props);
  }
}

/**
 * AWS chooses its name. Who is told cannot be changed in a budget, so CloudFormation makes another one, beside the first for a
 * while: with a name of ours it would meet itself.
 */
function budgetOf(scope: Construct, { monthlyBudgetUsd, alertEmail }: SpendAlarmsProps) {
  const subscribers = [{ subscriptionType: "EMAIL", address: alertEmail }];
  const alert = (notificationType: "ACTUAL" | "FORECASTED", percent: number) => ({
    notification: {
      notificationType,
      comparisonOperator: "GREATER_THAN",
      threshold: percent,
      thresholdType: "PERCENTAGE",
    },
    subscribers,
  });
  return new CfnBudget(scope, "Budget", {
    budget: {
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: monthlyBudgetUsd, unit: "USD" },
    },
    notificationsWithSubscribers: [
      ...[50, 80, 100].map((percent) => alert("ACTUAL", percent)),
      alert("FORECASTED", 100),
    ],
  });
}

/** Takes away the right to send from whoever it is attached to. */
const denySendingOf = (scope: Construct, stage: Stage) =>
  new ManagedPolicy(scope, "DenySending", {
    managedPolicyName: named(stage, "deny-sending"),
    description: "Attached by the budget at 100 %: nothing is sent until it is detached.",
    statements: [
      new PolicyStatement({
        sid: "DenySending",
        effect: Effect.DENY,
        actions: ["ses:SendEmail", "sns:Publish"],
        // It takes away, so wider is safer. A phone number has no ARN that could stand here.
        resources: ["*"],
      }),
    ],
  });

function actionOf(scope: Construct, budget: CfnBudget, policy: IManagedPolicy, props: SpendAlarmsProps) {
  const { stage, alertEmail, roles } = props;
  return new CfnBudgetsAction(scope, "StopSending", {
    budgetName: budget.ref,
    notificationType: "ACTUAL",
    actionThreshold: { type: "PERCENTAGE", value: 100 },
    actionType: "APPLY_IAM_POLICY",
    // Whoever would have to approve it is asleep.
    approvalModel: "AUTOMATIC",
    definition: {
      iamActionDefinition: {
        policyArn: policy.managedPolicyArn,
        roles: roles.map(({ roleName }) => roleName),
      },
    },
    executionRoleArn: executionRoleOf(scope, stage, policy, roles).roleArn,
    subscribers: [{ type: "EMAIL", address: alertEmail }],
  });
}

/** Attaches this one policy to these roles, and detaches it when somebody reverses the action: nothing else. */
function executionRoleOf(scope: Construct, stage: Stage, policy: IManagedPolicy, roles: readonly IRole[]) {
  const { partition, account } = Stack.of(scope);
  return new Role(scope, "ExecutionRole", {
    roleName: named(stage, "budget-action"),
    assumedBy: new ServicePrincipal("budgets.amazonaws.com", {
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        // As AWS asks for it. Another account's budget must not act here.
        ArnLike: { "aws:SourceArn": `arn:${partition}:budgets::${account}:budget/*` },
      },
    }),
    inlinePolicies: {
      AttachDenySending: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            resources: roles.map(({ roleArn }) => roleArn),
            conditions: { ArnEquals: { "iam:PolicyARN": policy.managedPolicyArn } },
          }),
        ],
      }),
    },
  });
}
