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
import { needs } from "./needs.ts";
import { now } from "./now.ts";
import { randomText } from "./random.ts";
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
  check(phoneHashKey, limits);
  checkFlags(options);
  checkDate(options.numberingPlansDate);
  const { onDecision } = runtimeOf(options);
  const service = smsServiceOf({
    ...others,
    ...limits,
    stores,
    countries: { ...COUNTRIES, ...countries },
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

function check(phoneHashKey: string, { cooldown, maxSegments, prefixLimitPerHour }: Limits): void {
  const counts = { maxSegments, prefixLimitPerHour, ...cooldown };
  for (const [name, count] of Object.entries(counts))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new TypeError(`smsService: ${name} must be a whole number above 0`);
  if (cooldown.escalatedMs < cooldown.baseMs)
    throw new TypeError("smsService: cooldown.escalatedMs must not be less than baseMs");
  if (phoneHashKey.length < 16)
    throw new TypeError("smsService: phoneHashKey must have 16 characters or more");
}

const FLAGS = [
  "allowVoipNumbers",
  "allowLandlines",
  "smartEncoding",
  "prefixLimitInShadow",
  "secondOnPolicyBlock",
] as const;

/** A text such as "false" is true to JavaScript: it would open what it was to close. */
function checkFlags(options: Pick<SmsServiceOptions, (typeof FLAGS)[number]>): void {
  for (const name of FLAGS)
    if (!["undefined", "boolean"].includes(typeof options[name]))
      throw new TypeError(`smsService: ${name} must be true or false`);
}

function checkDate(date: unknown): void {
  const isDate =
    typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
  if (date !== undefined && !isDate)
    throw new TypeError("smsService: numberingPlansDate must be a date such as 2026-11-10");
}

export type { TextFailure, TextMessage, TextResult, TextSender } from "../senders/text-sender.ts";
export type { SmsStores } from "../sms/sms-gate.ts";
export type { SmsAnswer, SmsEvent } from "../sms/sms-service.ts";
export { clickSend, type SnsTextsOptions, snsTexts } from "./texts.ts";
export { memoryAnswers, memoryClaims, memoryCooldowns, memoryCounters };
