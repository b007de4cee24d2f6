import { Aws, CfnCondition, CfnOutput, CfnParameter, Fn, type Stack, Token } from "aws-cdk-lib";
import type { Setting } from "../src/config/setting.ts";
import { PARAMETER_GROUPS, PROTECTING, SECRET, SETTINGS, type SettingName } from "./parameter-settings.ts";
import type { Stage } from "./stage.ts";

/** References to the parameters: each is a token that CloudFormation fills in. */
export interface Parameters extends Readonly<Record<SettingName, string>> {
  /** Left out of the function when the parameter is blank. */
  readonly ReservedConcurrency: number;
  /** Who is told of alarms and of the budget. */
  readonly AlertEmail: string;
  readonly MonthlyBudgetUsd: number;
}

type SettingValues = Partial<Record<SettingName, string>>;

/** What a stack knows better than the settings. */
export interface ParameterOverrides {
  /** Values that nobody is asked for. */
  readonly fixed?: SettingValues;
  /** Defaults instead of those of the settings, and of those by which the stack protects. */
  readonly defaults?: SettingValues;
}

export function parameters(
  stack: Stack,
  stage: Stage,
  { fixed = {}, defaults = {} }: ParameterOverrides = {},
): Parameters {
  environmentParameter(stack, stage);
  const settings = (Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]).map(
    ([name, setting]): [string, string] => [
      name,
      fixed[name] ?? settingParameter(stack, name, setting, defaults[name] ?? PROTECTING[name]),
    ],
  );
  return {
    ...(Object.fromEntries(settings) as Record<SettingName, string>),
    ReservedConcurrency: reservedConcurrency(stack),
    AlertEmail: alertEmail(stack),
    MonthlyBudgetUsd: monthlyBudgetUsd(stack),
  };
}

function settingParameter(
  stack: Stack,
  name: SettingName,
  { about, kind, presence, example }: Setting<unknown>,
  stackDefault: string | undefined,
): string {
  const isRequired = presence === "required";
  const byDefault = stackDefault ?? (isRequired ? undefined : (presence?.default ?? ""));
  return new CfnParameter(stack, name, {
    description: `${about} Must be ${kind.shape}. Example: ${example}`,
    // A blank one counts as absent, for the function too.
    ...(isRequired && { minLength: 1 }),
    ...(byDefault !== undefined && { default: byDefault }),
    ...(SECRET.has(name) && { noEcho: true }),
  }).valueAsString;
}

/** The stage is in every name, so a template is for one: this refuses to deploy it as the other. */
function environmentParameter(stack: Stack, stage: Stage): void {
  const { valueAsString: value } = new CfnParameter(stack, "Environment", {
    description: "The stage that this template was made for.",
    allowedValues: [stage],
    default: stage,
  });
  new CfnOutput(stack, "Stage", { value });
}

function reservedConcurrency(stack: Stack): number {
  const { valueAsString } = new CfnParameter(stack, "ReservedConcurrency", {
    description:
      "Most instances of each function that strangers or your code call; 0 turns them off. Blank: no limit but the account's, of which 100 must stay unreserved.",
    allowedPattern: "^\\d{0,4}$",
    default: "",
  });
  const isSet = new CfnCondition(stack, "ReservedConcurrencyIsSet", {
    expression: Fn.conditionNot(Fn.conditionEquals(valueAsString, "")),
  });
  return Token.asNumber(Fn.conditionIf(isSet.logicalId, valueAsString, Aws.NO_VALUE));
}

const alertEmail = (stack: Stack) =>
  new CfnParameter(stack, "AlertEmail", {
    description:
      "Who is told of alarms and of the budget. Alarms are told once AWS's first mail is confirmed.",
    minLength: 1,
  }).valueAsString;

/** Both stages with CloudFront cost about 45 by themselves (docs/defence-in-depth.md); a budget below would stop all mail. */
const DEFAULT_BUDGET_USD = 60;

const monthlyBudgetUsd = (stack: Stack) =>
  new CfnParameter(stack, "MonthlyBudgetUsd", {
    type: "Number",
    description:
      "What the whole account may cost in a month. Above it the functions lose their right to send; AWS notices within hours. Well above what it costs without any attack.",
    minValue: 1,
    default: DEFAULT_BUDGET_USD,
  }).valueAsNumber;

/** Tells the console of CloudFormation how to ask for the parameters that the stack has. */
export function groupParameters(stack: Stack): void {
  const has = (name: string) => stack.node.tryFindChild(name) instanceof CfnParameter;
  const groups = Object.entries(PARAMETER_GROUPS).map(([heading, names]) => ({
    Label: { default: heading },
    Parameters: names.filter(has),
  }));
  stack.templateOptions.metadata = { "AWS::CloudFormation::Interface": { ParameterGroups: groups } };
}

/** True when the parameter is set to anything that switches its option on. */
export function isSwitchedOn(stack: Stack, parameters: Parameters, name: SettingName): CfnCondition {
  const id = `${name}IsOn`;
  const known = stack.node.tryFindChild(id);
  if (known instanceof CfnCondition) return known;
  const isOff = ["", "0", "false"].map((off) => Fn.conditionEquals(parameters[name], off));
  return new CfnCondition(stack, id, { expression: Fn.conditionNot(Fn.conditionOr(...isOff)) });
}
