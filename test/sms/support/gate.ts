import { readSettings } from "../../../src/config/setting.ts";
import { smsSchema } from "../../../src/config/sms.ts";
import { smsGate } from "../../../src/sms/sms-gate.ts";
import { wordingOf } from "../../../src/sms/wording.ts";
import { memoryAnswers } from "../../../src/stores/memory-answers.ts";
import { memoryClaims } from "../../../src/stores/memory-claims.ts";
import { memoryCooldowns } from "../../../src/stores/memory-cooldowns.ts";
import { memoryCounters } from "../../../src/stores/memory-counters.ts";
import { HOUR_MS } from "../../support/clock.ts";

/** What the gate says of one number, with the settings as given and no wire: `PASSED`, or why not. */
export async function judged(phone: string, env: Readonly<Record<string, string>> = {}) {
  const read = readSettings(smsSchema, {
    ...{
      AWS_REGION: "eu-north-1",
      TABLE_NAME: "table",
      CLICKSEND_SECRET_ARN: "a",
      PHONE_HASH_SECRET_ARN: "b",
    },
    ...env,
  });
  if (!read.ok) throw new TypeError(read.faults.map(({ fault }) => fault).join());
  const { settings } = read;
  const gate = smsGate({
    stores: {
      cooldowns: memoryCooldowns(),
      counters: memoryCounters(),
      claims: memoryClaims(),
      answers: memoryAnswers(),
    },
    countries: { allowed: settings.ALLOWED_COUNTRY_CODES, blocked: settings.BLOCKED_COUNTRY_CODES },
    allowVoipNumbers: settings.ALLOW_VOIP_NUMBERS,
    allowLandlines: settings.ALLOW_LANDLINES,
    cooldown: { baseMs: 60_000, escalatedMs: 300_000, threshold: 3, windowMs: 600_000 },
    maxSegments: 3,
    prefixLimitPerHour: 20,
    prefixLimitInShadow: false,
    onStoreFailure: "deny",
    phoneHashKey: async () => "0123456789abcdef",
    standInKey: () => "unused",
  });
  const at = { nowMs: HOUR_MS, elapsedMs: () => 0, signal: new AbortController().signal };
  const decision = await gate.decide({ payload: { phone, message: "Planted" }, requestId: "1" }, at);
  if (decision.ok) return { said: "PASSED", fault: undefined, wording: "" };
  const { reason, notes } = decision;
  return { said: reason, fault: notes?.fault, wording: wordingOf(reason, notes) };
}
