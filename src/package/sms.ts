import { callingCodes } from "../config/calling-codes.ts";
import { smsSchema } from "../config/sms.ts";
import type { TextSender } from "../senders/text-sender.ts";
import type { CountryPolicy } from "../sms/calling-code.ts";
import type { SmsGateOptions, SmsStores } from "../sms/sms-gate.ts";
import {
  type SmsAnswer,
  type SmsServiceOptions as SmsServiceParts,
  smsService as smsServiceOf,
} from "../sms/sms-service.ts";
import { memoryAnswers } from "../stores/memory-answers.ts";
import { memoryClaims } from "../stores/memory-claims.ts";
import { memoryCooldowns } from "../stores/memory-cooldowns.ts";
import { memoryCounters } from "../stores/memory-counters.ts";
import { cooldownFault } from "./cooldown-fault.ts";
import { needs } from "./needs.ts";
import { now } from "./now.ts";
import { randomText } from "./random.ts";
import { checkCount, checkFlag, readOption } from "./read-option.ts";
import { type RuntimeOptions, runtimeOf } from "./runtime.ts";

type Limits = Pick<
  SmsGateOptions,
  "cooldown" | "maxSegments" | "prefixLimitPerHour" | "prefixLimitInShadow" | "onStoreFailure"
>;

/** What is judged otherwise than by default. */
type Judging = Pick<
  SmsGateOptions,
  "allowVoipNumbers" | "allowLandlines" | "smartEncoding" | "numberingPlansDate"
>;

export interface SmsServiceOptions extends Partial<Limits>, Judging, Pick<RuntimeOptions, "onDecision"> {
  /** Asked for every text. */
  readonly first: TextSender;
  /** Asked when the first surely did not send, or nobody knows whether it did. */
  readonly second: TextSender;
  /** Also ask the second when the first one's account forbids the country. Default false. */
  readonly secondOnPolicyBlock?: boolean;
  /** A secret of 16 characters or more that keys the references which stand for phone numbers; the same for all who share stores. */
  readonly phoneHashKey: string;
  /** Default: in this process, which is enough for one process. */
  readonly stores?: SmsStores;
  /** Calling codes. Default: blocked are those that artificially inflated traffic is sent to, and satellites. */
  readonly countries?: Partial<CountryPolicy>;
  /** Told who sent a text, and when the second provider is asked. Default: nobody is. */
  readonly onEvent?: SmsServiceParts["onEvent"];
}

export interface Text {
  /** E.164: `+`, calling code, number. */
  readonly phone: string;
  readonly message: string;
  /** Named to ClickSend, for its reports. Default `postern`. */
  readonly source?: string;
  /** Neither waits for limits nor moves them: for texts that the system sends of itself. Default false. */
  readonly skipRateLimit?: boolean;
  /** The same key is sent once and answered the same. */
  readonly idempotencyKey?: string;
}

export interface SmsService {
  /**
   * Sends one text, or says why not.
   * @param requestId the same when the same request is tried again. Default: a new one.
   */
  send(text: Text, requestId?: string): Promise<SmsAnswer>;
}

/**
 * Texts behind limits, by two providers. Limits that are left out are those of the function `sms`.
 * @throws TypeError when an option makes no sense.
 */
export function smsService(options: SmsServiceOptions): SmsService {
  const { phoneHashKey, stores = memoryStores(), countries, onEvent = () => {}, ...others } = options;
  const limits: Limits = { ...LIMITS, ...withoutGaps(others) };
  check(options, limits);
  const { onDecision } = runtimeOf(options);
  const service = smsServiceOf({
    ...others,
    ...limits,
    stores,
    countries: { ...COUNTRIES, ...countriesOf(countries) },
    phoneHashKey: async () => phoneHashKey,
    standInKey: randomText,
    onEvent,
  });
  return {
    send: async (text, requestId = randomText()) => {
      await needs("libphonenumber-js", "smsService", () => import("../sms/numbering-plan.ts"));
      const { answer, conclusion } = await service.send(text, requestId, now());
      onDecision(conclusion);
      return answer;
    },
  };
}

/** The defaults of the function `sms`, so that there is one list of them. */
const defaultOf = (setting: { readonly presence: { readonly default: string } }) => setting.presence.default;
const secondsOf = (setting: Parameters<typeof defaultOf>[0]) => Number(defaultOf(setting)) * 1_000;
const LIMITS: Limits = {
  cooldown: {
    baseMs: secondsOf(smsSchema.BASE_COOLDOWN_SECONDS),
    escalatedMs: secondsOf(smsSchema.ESCALATED_COOLDOWN_SECONDS),
    threshold: Number(defaultOf(smsSchema.ESCALATION_THRESHOLD)),
    windowMs: secondsOf(smsSchema.ATTEMPT_WINDOW_SECONDS),
  },
  maxSegments: Number(defaultOf(smsSchema.MAX_SEGMENTS)),
  prefixLimitPerHour: Number(defaultOf(smsSchema.PREFIX_LIMIT_PER_HOUR)),
  prefixLimitInShadow: false,
  onStoreFailure: "limit",
};
const COUNTRIES: CountryPolicy = {
  allowed: [],
  blocked: defaultOf(smsSchema.BLOCKED_COUNTRY_CODES).split(","),
};

const memoryStores = (): SmsStores => ({
  answers: memoryAnswers(),
  claims: memoryClaims(),
  cooldowns: memoryCooldowns(),
  counters: memoryCounters(),
});

/** An option that is there and undefined is left out: it must not stand in a default's way. */
const withoutGaps = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

const CALL = "smsService";

function check(options: SmsServiceOptions, limits: Limits): void {
  const { first, second, phoneHashKey } = options;
  const { cooldown, maxSegments, prefixLimitPerHour, onStoreFailure } = limits;
  for (const [name, sender] of Object.entries({ first, second }))
    if (typeof sender?.send !== "function")
      throw new TypeError(
        `${CALL}: ${name} must be a provider with a method send: clickSend(…) or snsTexts(…)`,
      );
  if (typeof phoneHashKey !== "string" || phoneHashKey.length < 16)
    throw new TypeError(`${CALL}: phoneHashKey must have 16 characters or more`);
  checkCount(CALL, "maxSegments", maxSegments, 10);
  checkCount(CALL, "prefixLimitPerHour", prefixLimitPerHour);
  for (const name of FLAGS) checkFlag(CALL, name, options[name]);
  checkDate(options.numberingPlansDate);
  if (onStoreFailure !== "limit" && onStoreFailure !== "deny")
    throw new TypeError(`${CALL}: onStoreFailure must be limit or deny`);
  const fault = cooldownFault(cooldown);
  if (fault !== undefined) throw new TypeError(`${CALL}: cooldown.${fault}`);
}

const FLAGS = [
  "allowVoipNumbers",
  "allowLandlines",
  "smartEncoding",
  "prefixLimitInShadow",
  "secondOnPolicyBlock",
] as const;

function checkDate(date: unknown): void {
  const isDate =
    typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
  if (date !== undefined && !isDate)
    throw new TypeError(`${CALL}: numberingPlansDate must be a date such as 2026-11-10`);
}

/** As the settings are read: a `+` before a code, which no number's digits have, would block nothing. */
function countriesOf(countries: Partial<CountryPolicy> = {}): Partial<CountryPolicy> {
  const codesOf = (name: keyof CountryPolicy) => {
    const codes: unknown = countries[name];
    if (codes === undefined) return {};
    if (!Array.isArray(codes))
      throw new TypeError(
        `${CALL}: countries.${name} must be a list of calling codes, such as ["66", "1876"]`,
      );
    return { [name]: readOption(CALL, `countries.${name}`, callingCodes([]), codes.join(",")) };
  };
  return { ...codesOf("allowed"), ...codesOf("blocked") };
}

export type { TextFailure, TextMessage, TextResult, TextSender } from "../senders/text-sender.ts";
export type { SmsStores } from "../sms/sms-gate.ts";
export type { SmsAnswer, SmsEvent } from "../sms/sms-service.ts";
export { clickSend, type SnsTextsOptions, snsTexts } from "./texts.ts";
export { memoryAnswers, memoryClaims, memoryCooldowns, memoryCounters };
