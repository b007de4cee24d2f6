import { contactSchema } from "../src/config/contact.ts";
import { deliverSchema } from "../src/config/deliver.ts";
import { PROTECTING_PARAMETERS } from "../src/config/protections.ts";
import type { Setting } from "../src/config/setting.ts";
import { signupSchema } from "../src/config/signup.ts";
import { smsSchema } from "../src/config/sms.ts";
import { mailSpendSchema } from "../src/config/spend.ts";
import { telemetrySchema } from "../src/config/telemetry.ts";

/** Whoever deploys has to say three of these. */
const SITE = {
  AllowedOrigin: contactSchema.ALLOWED_ORIGIN,
  FromEmail: contactSchema.FROM_EMAIL,
  ToEmail: contactSchema.TO_EMAIL,
  SiteName: contactSchema.SITE_NAME,
};
const MAIL = {
  MailSpendLimitUsd: mailSpendSchema.DAILY_SPEND_LIMIT_USD,
  BlockedEmailDomains: contactSchema.BLOCKED_EMAIL_DOMAINS,
  AllowedEmailDomains: contactSchema.ALLOWED_EMAIL_DOMAINS,
  RefuseRelayAddresses: contactSchema.REFUSE_RELAY_ADDRESSES,
  EdgeSecret: contactSchema.EDGE_SECRET,
  RequireEdge: contactSchema.REQUIRE_EDGE,
  Ipv6Prefix: contactSchema.IPV6_PREFIX,
  Controls: contactSchema.CONTROLS,
};
const CONTACT = {
  IpLimitPerHour: contactSchema.IP_LIMIT_PER_HOUR,
  HoneypotField: contactSchema.HONEYPOT_FIELD,
  SuccessUrl: contactSchema.SUCCESS_URL,
  ValidateEmail: contactSchema.VALIDATE_EMAIL,
  Delivery: contactSchema.DELIVERY,
  DigestThreshold: deliverSchema.DIGEST_THRESHOLD,
  DeduplicationWindowSeconds: contactSchema.DEDUPLICATION_WINDOW_SECONDS,
  HoldRefusedDays: contactSchema.HOLD_REFUSED_DAYS,
  HoldLimitPerHour: contactSchema.HOLD_LIMIT_PER_HOUR,
  ArchiveDays: contactSchema.ARCHIVE_DAYS,
};
const SIGNUP = {
  SignupLimitPerHour: signupSchema.SIGNUP_LIMIT_PER_HOUR,
  SignupValidateEmail: signupSchema.VALIDATE_EMAIL,
  TruemailApiKey: signupSchema.TRUEMAIL_API_KEY,
  MaxBouncePercent: signupSchema.MAX_BOUNCE_PERCENT,
  MaxComplaintPercent: signupSchema.MAX_COMPLAINT_PERCENT,
};
const TEXTS = {
  DailySpendLimitUsd: smsSchema.DAILY_SPEND_LIMIT_USD,
  CountrySpendLimitsUsd: smsSchema.COUNTRY_SPEND_LIMITS_USD,
  SmsPricesUsd: smsSchema.SMS_PRICES_USD,
  BlockedCountryCodes: smsSchema.BLOCKED_COUNTRY_CODES,
  AllowedCountryCodes: smsSchema.ALLOWED_COUNTRY_CODES,
  AllowVoipNumbers: smsSchema.ALLOW_VOIP_NUMBERS,
  AllowLandlines: smsSchema.ALLOW_LANDLINES,
  BaseCooldownSeconds: smsSchema.BASE_COOLDOWN_SECONDS,
  EscalatedCooldownSeconds: smsSchema.ESCALATED_COOLDOWN_SECONDS,
  EscalationThreshold: smsSchema.ESCALATION_THRESHOLD,
  AttemptWindowSeconds: smsSchema.ATTEMPT_WINDOW_SECONDS,
  PrefixLimitPerHour: smsSchema.PREFIX_LIMIT_PER_HOUR,
  PrefixLimitMode: smsSchema.PREFIX_LIMIT_MODE,
  MaxSegments: smsSchema.MAX_SEGMENTS,
  SmartEncoding: smsSchema.SMART_ENCODING,
  MessageTtlSeconds: smsSchema.MESSAGE_TTL_SECONDS,
  OnStoreFailure: smsSchema.ON_STORE_FAILURE,
  FallbackOnPolicyBlock: smsSchema.FALLBACK_ON_POLICY_BLOCK,
  ClickSendFrom: smsSchema.CLICKSEND_FROM,
  SnsSenderId: smsSchema.SNS_SENDER_ID,
  SnsMaxPriceUsd: smsSchema.SNS_MAX_PRICE_USD,
};
const LOGS = { LogLevel: telemetrySchema.LOG_LEVEL };

/** Settings that an operator sets, by the name of the CloudFormation parameter. Text and default are the setting's own. */
export const SETTINGS = { ...SITE, ...MAIL, ...CONTACT, ...SIGNUP, ...TEXTS, ...LOGS } satisfies Readonly<
  Record<string, Setting<unknown>>
>;

export type SettingName = keyof typeof SETTINGS;

/** What protects money and messages is on in a stack, unless the operator says otherwise. */
export const PROTECTING: Readonly<Partial<Record<SettingName, string>>> = PROTECTING_PARAMETERS;

/** Neither the console nor `describe-stacks` shows these. */
export const SECRET: ReadonlySet<string> = new Set<SettingName>(["EdgeSecret", "TruemailApiKey"]);

/** All parameters, by the headings under which the console asks for them. */
export const PARAMETER_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Your site": [...Object.keys(SITE), "AlertEmail", "MonthlyBudgetUsd", "Environment"],
  "Contact form and sign-up": [...Object.keys(MAIL), "EdgeVersionId"],
  "Contact form": Object.keys(CONTACT),
  "Sign-up": Object.keys(SIGNUP),
  Texts: Object.keys(TEXTS),
  "API Gateway": [
    ...["ApiRatePerSecond", "ApiBurst"],
    ...["PartnerRatePerSecond", "PartnerBurst", "PartnerQuota", "PartnerQuotaPeriod"],
  ],
  Functions: ["ReservedConcurrency", ...Object.keys(LOGS)],
};
