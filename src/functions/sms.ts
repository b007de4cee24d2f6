import { readSettings } from "../config/setting.ts";
import { type SmsSettings, smsRules, smsSchema } from "../config/sms.ts";
import { hasTextCeiling } from "../config/spend.ts";
import type { PricedText } from "../sms/sms-gate.ts";
import { type SmsEvent, type SmsService, smsService, type Waiting } from "../sms/sms-service.ts";
import type { Ceiling } from "../spend/ceiling.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { loggedError } from "../telemetry/redact.ts";
import { CONFIGURATION_ERROR, misconfigured } from "./configuration-error.ts";
import { decisions } from "./decisions.ts";
import type { Host, LambdaHandler } from "./host.ts";
import { invocationAt } from "./invocation-at.ts";
import { lazyCheck } from "./lazy-check.ts";
import { lazyQueue } from "./lazy-queue.ts";
import { lazyTable } from "./lazy-table.ts";
import { logReady } from "./log-ready.ts";
import { paused } from "./paused.ts";
import { hashKey, secretReader } from "./secrets.ts";
import { smsProviders } from "./sms-providers.ts";
import { type SmsTable, smsStores } from "./sms-stores.ts";

/** The function `sms`: other code invokes it directly to send one text. */
export function smsFunction(host: Host): LambdaHandler {
  const read = readSettings(smsSchema, host.env, smsRules);
  if (!read.ok) {
    const tellMisconfigured = misconfigured(host, "sms", read.faults);
    return async (_, { awsRequestId }) => {
      tellMisconfigured(awsRequestId);
      return { ...CONFIGURATION_ERROR, rateLimited: false };
    };
  }
  const { settings } = read;
  logReady(host, settings.LOG_LEVEL, "sms", smsSchema);
  const service = realService(host, settings, createLog(host.writeLine, settings.LOG_LEVEL));

  const tell = decisions(host, settings);
  return async (payload, context) => {
    const at = invocationAt(host, context);
    const { answer, conclusion } = await service.send(payload, context.awsRequestId, at);
    tell(conclusion, at, context);
    return answer;
  };
}

function realService(host: Host, settings: SmsSettings, log: Log): SmsService {
  const { AWS_REGION, TABLE_NAME } = settings;
  const secrets = secretReader(host, AWS_REGION);
  const { clickSend, sns } = smsProviders(host, secrets, settings);
  const stores = smsStores(lazyTable(host, AWS_REGION, TABLE_NAME));
  const seconds = 1_000;
  return smsService({
    stores,
    countries: { allowed: settings.ALLOWED_COUNTRY_CODES, blocked: settings.BLOCKED_COUNTRY_CODES },
    allowVoipNumbers: settings.ALLOW_VOIP_NUMBERS,
    allowLandlines: settings.ALLOW_LANDLINES,
    cooldown: {
      baseMs: settings.BASE_COOLDOWN_SECONDS * seconds,
      escalatedMs: settings.ESCALATED_COOLDOWN_SECONDS * seconds,
      threshold: settings.ESCALATION_THRESHOLD,
      windowMs: settings.ATTEMPT_WINDOW_SECONDS * seconds,
    },
    maxSegments: settings.MAX_SEGMENTS,
    smartEncoding: settings.SMART_ENCODING,
    prefixLimitPerHour: settings.PREFIX_LIMIT_PER_HOUR,
    prefixLimitInShadow: settings.PREFIX_LIMIT_MODE === "shadow",
    onStoreFailure: settings.ON_STORE_FAILURE,
    phoneHashKey: hashKey(host, secrets, settings.PHONE_HASH_SECRET_ARN),
    standInKey: host.randomText,
    paused: paused(settings.CONTROLS, stores.controls),
    ceiling: hasTextCeiling(settings) ? lazyCeiling(settings, stores) : undefined,
    waiting: waiting(host, settings),
    first: clickSend,
    second: sns,
    secondOnPolicyBlock: settings.FALLBACK_ON_POLICY_BLOCK,
    onEvent: (event) => logEvent(log, event),
  });
}

/** Prices and all, loaded with the first text that has passed everything else. */
function lazyCeiling(settings: SmsSettings, stores: SmsTable): Ceiling<PricedText> {
  let loading: Promise<Ceiling<PricedText>> | undefined;
  const load = () => {
    loading ??= import("./text-ceiling.ts").then(({ textCeiling }) => textCeiling(settings, stores));
    return loading;
  };
  return {
    check: lazyCheck("spend", async () => (await load()).check),
    again: async (text, at) => (await load()).again(text, at),
    reservation: async (text, at) => (await load()).reservation(text, at),
    giveBack: async (reservation) => (await load()).giveBack(reservation),
  };
}

function waiting(host: Host, settings: SmsSettings): Waiting | undefined {
  const queue = lazyQueue(host, settings);
  return queue && { queue, ttlMs: settings.MESSAGE_TTL_SECONDS * 1_000, newId: host.randomText };
}

/** One line each, under the names that operators search for. */
function logEvent(log: Log, event: SmsEvent): void {
  const { phoneHash: phone_hash, requestId } = event;
  if (event.kind === "sent") {
    log.info(`SMS sent via ${event.provider}`, { requestId, phone_hash, message_id: event.messageId });
  } else {
    const { reason, ambiguous } = event;
    const error = event.error === undefined ? {} : { error: loggedError(event.error) };
    log.warn("Falling back to SNS", { requestId, phone_hash, reason, ambiguous, ...error });
  }
}
