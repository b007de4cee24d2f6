import { CfnParameter, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { type IRole, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { SpendAlarms } from "../../infra/spend-alarms.ts";
import { appAlone } from "./support/synthesized.ts";

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever JSON it is.
type Json = any;

const SENDERS = ["contact", "sms"];

function alarmed(names: readonly string[] = SENDERS) {
  const app = appAlone();
  const stack = new Stack(app, "Spend", { env: { region: "us-east-1", account: "123456789012" } });
  const role = (name: string): IRole =>
    new Role(stack, name, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  const construct = new SpendAlarms(stack, "SpendAlarms", {
    stage: "dev",
    monthlyBudgetUsd: new CfnParameter(stack, "MonthlyBudgetUsd", { type: "Number", default: 20 })
      .valueAsNumber,
    alertEmail: new CfnParameter(stack, "AlertEmail", { default: "owner@example.com" }).valueAsString,
    roles: names.map(role),
  });
  return { app, stack, construct };
}

const { app, stack, construct } = alarmed();
const template = Template.fromStack(stack);
const nag = new AwsSolutionsChecks(app);

function only(type: string): Json {
  const [resource, ...others] = Object.values(template.findResources(type));
  expect(others).toEqual([]);
  return resource;
}

const POLICY = { Ref: expect.stringMatching(/^SpendAlarmsDenySending/) };
const ROLES = SENDERS.map((name) => expect.stringMatching(new RegExp(`^${name}`)));

describe("the budget", () => {
  const { Properties: budget } = only("AWS::Budgets::Budget");

  it("is the operator's, for a month", () => {
    expect(budget.Budget).toEqual({
      BudgetType: "COST",
      TimeUnit: "MONTHLY",
      BudgetLimit: { Amount: { Ref: "MonthlyBudgetUsd" }, Unit: "USD" },
    });
  });

  it("tells the operator at 50, 80 and 100 %, and when 100 % are to be expected", () => {
    const told = budget.NotificationsWithSubscribers.map(
      ({
        Notification: { NotificationType, ComparisonOperator, Threshold, ThresholdType },
        Subscribers,
      }: Json) => {
        expect(Subscribers).toEqual([{ SubscriptionType: "EMAIL", Address: { Ref: "AlertEmail" } }]);
        return `${NotificationType} ${ComparisonOperator} ${Threshold} ${ThresholdType}`;
      },
    );
    expect(told).toEqual([
      "ACTUAL GREATER_THAN 50 PERCENTAGE",
      "ACTUAL GREATER_THAN 80 PERCENTAGE",
      "ACTUAL GREATER_THAN 100 PERCENTAGE",
      "FORECASTED GREATER_THAN 100 PERCENTAGE",
    ]);
  });
});

describe("the action", () => {
  const { Properties: action } = only("AWS::Budgets::BudgetsAction");

  it("takes the right to send from every sender at 100 %, and asks nobody", () => {
    expect(action).toMatchObject({
      BudgetName: { Ref: expect.stringMatching(/^SpendAlarmsBudget/) },
      NotificationType: "ACTUAL",
      ActionThreshold: { Type: "PERCENTAGE", Value: 100 },
      ActionType: "APPLY_IAM_POLICY",
      ApprovalModel: "AUTOMATIC",
      Definition: {
        IamActionDefinition: { PolicyArn: POLICY, Roles: ROLES.map((role) => ({ Ref: role })) },
      },
      Subscribers: [{ Type: "EMAIL", Address: { Ref: "AlertEmail" } }],
    });
  });

  it("denies what sends, and nothing else", () => {
    expect(only("AWS::IAM::ManagedPolicy").Properties.PolicyDocument.Statement).toEqual([
      { Sid: "DenySending", Effect: "Deny", Action: ["ses:SendEmail", "sns:Publish"], Resource: "*" },
    ]);
  });

  it("is attached to nobody before", () => {
    const { Roles, Users, Groups } = only("AWS::IAM::ManagedPolicy").Properties;
    expect([Roles, Users, Groups]).toEqual([undefined, undefined, undefined]);
  });

  it("needs somebody to stop", () => {
    expect(() => alarmed([])).toThrow(RangeError);
  });
});

describe("the role that acts", () => {
  const [role] = Object.values(
    template.findResources("AWS::IAM::Role", { Properties: { RoleName: "postern-budget-action-dev" } }),
  );

  it("attaches exactly that policy to exactly those roles", () => {
    expect(role?.Properties.Policies.map(({ PolicyDocument }: Json) => PolicyDocument.Statement)).toEqual([
      [
        {
          Effect: "Allow",
          Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
          Resource: ROLES.map((each) => ({ "Fn::GetAtt": [each, "Arn"] })),
          Condition: { ArnEquals: { "iam:PolicyARN": POLICY } },
        },
      ],
    ]);
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it("is taken by budgets of this account alone", () => {
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "budgets.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:budgets::123456789012:budget/*" },
        },
      },
    ]);
  });
});

describe("the rules of others", () => {
  it("cdk-nag finds nothing", () => expect(nag.validateScope(construct).violations).toEqual([]));

  it("cdk-nag sees a planted wildcard", () => {
    const planted = alarmed();
    const role = planted.construct.node.findChild("ExecutionRole") as Role;
    role.addToPolicy(new PolicyStatement({ actions: ["iam:AttachRolePolicy"], resources: ["*"] }));
    const { violations } = new AwsSolutionsChecks(planted.app).validateScope(planted.construct);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(["AwsSolutions-IAM5[Resource::*]"]);
  });
});
