import { Aws, CfnCondition, CfnOutput, CfnParameter, Fn, type Stack, Token } from "aws-cdk-lib";
import { contactSchema } from "../src/config/contact.ts";
import { deliverSchema } from "../src/config/deliver.ts";
import { logLevel } from "../src/config/log-level.ts";
import type { Setting } from "../src/config/setting.ts";
import { signupSchema } from "../src/config/signup.ts";
import { smsSchema } from "../src/config/sms.ts";
import { mailSpendSchema } from "../src/config/spend.ts";
import type { Stage } from "./stage.ts";

/** What an operator sets, by the name of the CloudFormation parameter. Text and default are those of the setting. */
const SETTINGS = {
  LogLevel: logLevel,
  // Mail, of the form and of the sign-up.
  AllowedOrigin: contactSchema.ALLOWED_ORIGIN,
  FromEmail: contactSchema.FROM_EMAIL,
  ToEmail: contactSchema.TO_EMAIL,
  SiteName: contactSchema.SITE_NAME,
  MailSpendLimitUsd: mailSpendSchema.DAILY_SPEND_LIMIT_USD,
  BlockedEmailDomains: contactSchema.BLOCKED_EMAIL_DOMAINS,
  AllowedEmailDomains: contactSchema.ALLOWED_EMAIL_DOMAINS,
  RefuseRelayAddresses: contactSchema.REFUSE_RELAY_ADDRESSES,
  EdgeSecret: contactSchema.EDGE_SECRET,
  RequireEdge: contactSchema.REQUIRE_EDGE,
  Controls: contactSchema.CONTROLS,
  // The contact form.
  IpLimitPerHour: contactSchema.IP_LIMIT_PER_HOUR,
  SuccessUrl: contactSchema.SUCCESS_URL,
  ValidateEmail: contactSchema.VALIDATE_EMAIL,
  Delivery: contactSchema.DELIVERY,
  DigestThreshold: deliverSchema.DIGEST_THRESHOLD,
  DeduplicationWindowSeconds: contactSchema.DEDUPLICATION_WINDOW_SECONDS,
  HoldRefusedDays: contactSchema.HOLD_REFUSED_DAYS,
  HoldLimitPerHour: contactSchema.HOLD_LIMIT_PER_HOUR,
  ArchiveDays: contactSchema.ARCHIVE_DAYS,
  // The sign-up.
  SignupLimitPerHour: signupSchema.SIGNUP_LIMIT_PER_HOUR,
  SignupValidateEmail: signupSchema.VALIDATE_EMAIL,
  TruemailApiKey: signupSchema.TRUEMAIL_API_KEY,
  MaxBouncePercent: signupSchema.MAX_BOUNCE_PERCENT,
  MaxComplaintPercent: signupSchema.MAX_COMPLAINT_PERCENT,
  // Texts.
  DailySpendLimitUsd: smsSchema.DAILY_SPEND_LIMIT_USD,
  CountrySpendLimitsUsd: smsSchema.COUNTRY_SPEND_LIMITS_USD,
  SmsPricesUsd: smsSchema.SMS_PRICES_USD,
  BlockedCountryCodes: smsSchema.BLOCKED_COUNTRY_CODES,
  AllowedCountryCodes: smsSchema.ALLOWED_COUNTRY_CODES,
  BaseCooldownSeconds: smsSchema.BASE_COOLDOWN_SECONDS,
  EscalatedCooldownSeconds: smsSchema.ESCALATED_COOLDOWN_SECONDS,
  EscalationThreshold: smsSchema.ESCALATION_THRESHOLD,
  AttemptWindowSeconds: smsSchema.ATTEMPT_WINDOW_SECONDS,
  PrefixLimitPerHour: smsSchema.PREFIX_LIMIT_PER_HOUR,
  PrefixLimitMode: smsSchema.PREFIX_LIMIT_MODE,
  MaxSegments: smsSchema.MAX_SEGMENTS,
  MessageTtlSeconds: smsSchema.MESSAGE_TTL_SECONDS,
  OnStoreFailure: smsSchema.ON_STORE_FAILURE,
  FallbackOnPolicyBlock: smsSchema.FALLBACK_ON_POLICY_BLOCK,
  ClickSendFrom: smsSchema.CLICKSEND_FROM,
  SnsSenderId: smsSchema.SNS_SENDER_ID,
  SnsMaxPriceUsd: smsSchema.SNS_MAX_PRICE_USD,
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

export type SettingName = keyof typeof SETTINGS;

/** Neither the console nor `describe-stacks` shows these. */
const SECRET: ReadonlySet<string> = new Set<SettingName>(["EdgeSecret", "TruemailApiKey"]);

/** References to the parameters: each is a token that CloudFormation fills in. */
export interface Parameters extends Readonly<Record<SettingName, string>> {
  /** Left out of the function when the parameter is blank. */
  readonly ReservedConcurrency: number;
  /** Who is told of alarms and of the budget. */
  readonly AlertEmail: string;
  readonly MonthlyBudgetUsd: number;
}

/** @param known values that the stack knows by itself, so that nobody is asked for them. */
export function parameters(
  stack: Stack,
  stage: Stage,
  known: Partial<Record<SettingName, string>> = {},
): Parameters {
  environmentParameter(stack, stage);
  const settings = Object.entries(SETTINGS).map(([name, setting]): [string, string] => [
    name,
    known[name as SettingName] ?? settingParameter(stack, name, setting),
  ]);
  return {
    ...(Object.fromEntries(settings) as Record<SettingName, string>),
    ReservedConcurrency: reservedConcurrency(stack),
    AlertEmail: alertEmail(stack),
    MonthlyBudgetUsd: monthlyBudgetUsd(stack),
  };
}

function settingParameter(stack: Stack, name: string, { about, kind, presence, example }: Setting<unknown>) {
  const isRequired = presence === "required";
  return new CfnParameter(stack, name, {
    description: `${about} Must be ${kind.shape}. Example: ${example}`,
    // A blank one counts as absent, for the function too.
    ...(isRequired ? { minLength: 1 } : { default: presence?.default ?? "" }),
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

const monthlyBudgetUsd = (stack: Stack) =>
  new CfnParameter(stack, "MonthlyBudgetUsd", {
    type: "Number",
    description:
      "What the whole account may cost in a month. Above it the functions lose their right to send; AWS notices within hours.",
    minValue: 1,
    default: 20,
  }).valueAsNumber;

/** True when the parameter is set to anything that switches its option on. */
export function isSwitchedOn(stack: Stack, parameters: Parameters, name: SettingName): CfnCondition {
  const id = `${name}IsOn`;
  const known = stack.node.tryFindChild(id);
  if (known instanceof CfnCondition) return known;
  const isOff = ["", "0", "false"].map((off) => Fn.conditionEquals(parameters[name], off));
  return new CfnCondition(stack, id, { expression: Fn.conditionNot(Fn.conditionOr(...isOff)) });
}
