import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/config/setting.ts";
import { smsRules, smsSchema } from "../../src/config/sms.ts";

const REQUIRED = {
  AWS_REGION: "eu-north-1",
  TABLE_NAME: "postern-sms-prod",
  CLICKSEND_SECRET_ARN: "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:postern/clicksend-AbCdEf",
  PHONE_HASH_SECRET_ARN: "postern/phone-hash",
} as const;

const read = (env: Readonly<Record<string, string>>) =>
  readSettings(smsSchema, { ...REQUIRED, ...env }, smsRules);

function faultsOf(env: Readonly<Record<string, string>>) {
  const result = read(env);
  return result.ok ? [] : result.faults;
}

/** Fourteen as the source text lists them, then satellites and networks that belong to no country. */
const BLOCKED = "228 996 992 998 993 994 880 92 234 233 255 256 254 63 870 878 881 882 883 888".split(" ");

describe("the settings of sms", () => {
  it("have the source text's defaults", () => {
    expect(read({})).toEqual({
      ok: true,
      settings: {
        ...REQUIRED,
        BASE_COOLDOWN_SECONDS: 60,
        ESCALATED_COOLDOWN_SECONDS: 300,
        ESCALATION_THRESHOLD: 3,
        ATTEMPT_WINDOW_SECONDS: 600,
        BLOCKED_COUNTRY_CODES: BLOCKED,
        ALLOWED_COUNTRY_CODES: [],
        ALLOW_VOIP_NUMBERS: false,
        ALLOW_LANDLINES: false,
        PREFIX_LIMIT_PER_HOUR: 20,
        PREFIX_LIMIT_MODE: "enforce",
        MAX_SEGMENTS: 3,
        SMART_ENCODING: false,
        ON_STORE_FAILURE: "limit",
        FALLBACK_ON_POLICY_BLOCK: false,
        CLICKSEND_FROM: undefined,
        CLICKSEND_URL: undefined,
        SNS_SENDER_ID: undefined,
        SNS_MAX_PRICE_USD: undefined,
        DAILY_SPEND_LIMIT_USD: undefined,
        COUNTRY_SPEND_LIMITS_USD: undefined,
        SMS_PRICES_USD: undefined,
        DELIVERY_QUEUE_URL: undefined,
        MESSAGE_TTL_SECONDS: 600,
        CONTROLS: false,
        LOG_LEVEL: "info",
        METRICS_NAMESPACE: "Postern",
      },
    });
  });

  it.each([
    ["BLOCKED_COUNTRY_CODES", "228,996,992,998", ["228", "996", "992", "998"]],
    ["BLOCKED_COUNTRY_CODES", "228,,996", ["228", "996"]],
    ["BLOCKED_COUNTRY_CODES", " +92 ", ["92"]],
    ["BLOCKED_COUNTRY_CODES", "+92, +1876", ["92", "1876"]],
    ["BLOCKED_COUNTRY_CODES", "", BLOCKED],
    ["BLOCKED_COUNTRY_CODES", "  ", BLOCKED],
    ["BLOCKED_COUNTRY_CODES", ",", BLOCKED],
    ["BLOCKED_COUNTRY_CODES", "NONE", []],
    ["BLOCKED_COUNTRY_CODES", " none ", []],
    ["ALLOWED_COUNTRY_CODES", "66,65,60", ["66", "65", "60"]],
    ["ALLOWED_COUNTRY_CODES", "", []],
    ["ALLOWED_COUNTRY_CODES", ",,", []],
    ["ALLOW_VOIP_NUMBERS", "true", true],
    ["ALLOW_LANDLINES", "true", true],
    ["BASE_COOLDOWN_SECONDS", "1", 1],
    ["ESCALATION_THRESHOLD", "1", 1],
    ["ESCALATED_COOLDOWN_SECONDS", "86400", 86_400],
    ["PREFIX_LIMIT_MODE", "shadow", "shadow"],
    ["ON_STORE_FAILURE", "deny", "deny"],
    ["FALLBACK_ON_POLICY_BLOCK", "true", true],
    ["CLICKSEND_FROM", "My Shop", "My Shop"],
    ["CLICKSEND_FROM", "+61411111111", "+61411111111"],
    ["SNS_SENDER_ID", "My-Shop1", "My-Shop1"],
    ["SNS_MAX_PRICE_USD", "0.50", 0.5],
    ["LOG_LEVEL", "debug", "debug"],
  ])("read %s of %j", (name, value, meaning) => {
    expect(read({ [name]: value })).toMatchObject({ ok: true, settings: { [name]: meaning } });
  });

  it.each([
    ...["TABLE_NAME", "CLICKSEND_SECRET_ARN", "PHONE_HASH_SECRET_ARN", "AWS_REGION"].map((name) => [
      name,
      "",
    ]),
    ["TABLE_NAME", "a table"],
    ["CLICKSEND_SECRET_ARN", "two words"],
    ["BASE_COOLDOWN_SECONDS", "0"],
    ["BASE_COOLDOWN_SECONDS", "-60"],
    ["BASE_COOLDOWN_SECONDS", "60.5"],
    ["BASE_COOLDOWN_SECONDS", "a minute"],
    ["ESCALATION_THRESHOLD", "0"],
    ["ESCALATION_THRESHOLD", "21"],
    ["ATTEMPT_WINDOW_SECONDS", "Infinity"],
    ["BLOCKED_COUNTRY_CODES", "25"],
    ["BLOCKED_COUNTRY_CODES", "228,9"],
    ["BLOCKED_COUNTRY_CODES", "abc"],
    ["BLOCKED_COUNTRY_CODES", "TH"],
    ["BLOCKED_COUNTRY_CODES", "228;996"],
    ["BLOCKED_COUNTRY_CODES", "228 996"],
    ["BLOCKED_COUNTRY_CODES", "*"],
    ["BLOCKED_COUNTRY_CODES", "0092"],
    ["BLOCKED_COUNTRY_CODES", "++92"],
    ["BLOCKED_COUNTRY_CODES", "٩٢"],
    ["BLOCKED_COUNTRY_CODES", "92,NONE"],
    ["ALLOWED_COUNTRY_CODES", "ALL"],
    ["ALLOWED_COUNTRY_CODES", "6"],
    ["ALLOW_VOIP_NUMBERS", "1"],
    ["ALLOW_LANDLINES", "yes"],
    ["PREFIX_LIMIT_PER_HOUR", "0"],
    ["PREFIX_LIMIT_MODE", "off"],
    ["MAX_SEGMENTS", "0"],
    ["ON_STORE_FAILURE", "allow"],
    ["FALLBACK_ON_POLICY_BLOCK", "yes"],
    ["CLICKSEND_FROM", "a name too long"],
    ["CLICKSEND_FROM", "Ünï"],
    ["CLICKSEND_URL", "rest.clicksend.com"],
    ["SNS_SENDER_ID", "12345"],
    ["SNS_MAX_PRICE_USD", "-1"],
    ["SNS_MAX_PRICE_USD", "0,50"],
    ["LOG_LEVEL", "INFO!"],
  ])("refuse %s of %j, with what is wrong and a remedy", (name = "", value = "") => {
    expect(faultsOf({ [name]: value })).toEqual([
      { setting: name, fault: expect.any(String), remedy: expect.any(String) },
    ]);
  });

  it("say which entry of a list is wrong", () => {
    expect(faultsOf({ BLOCKED_COUNTRY_CODES: "228,25" })[0]?.fault).toContain("number 2");
  });

  it("have all their faults told at once, in the order of the table, and no value repeated", () => {
    const wrong = Object.fromEntries(Object.keys(smsSchema).map((name) => [name, "\u0000 planted secret"]));
    const faults = faultsOf(wrong);
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(smsSchema));
    expect(JSON.stringify(faults)).not.toContain("planted");
  });
});

describe("combinations that cannot work", () => {
  const shrinking = { BASE_COOLDOWN_SECONDS: "120", ESCALATED_COOLDOWN_SECONDS: "119" };
  const neverEscalating = { ESCALATION_THRESHOLD: "3", ATTEMPT_WINDOW_SECONDS: "119" };

  it.each([
    ["a wait that shrinks", shrinking, ["ESCALATED_COOLDOWN_SECONDS", "BASE_COOLDOWN_SECONDS"]],
    ["one that can never escalate", neverEscalating, ["ATTEMPT_WINDOW_SECONDS", "ESCALATION_THRESHOLD"]],
  ])("%s: named, with its partner and a remedy", (_, env, [setting, partner]) => {
    expect(faultsOf(env)).toEqual([
      { setting, fault: expect.stringContaining(String(partner)), remedy: expect.any(String) },
    ]);
  });

  it("are named all at once", () => {
    const both = { BASE_COOLDOWN_SECONDS: "400", ESCALATED_COOLDOWN_SECONDS: "300" };
    expect(faultsOf(both).map(({ setting }) => setting)).toEqual([
      "ESCALATED_COOLDOWN_SECONDS",
      "ATTEMPT_WINDOW_SECONDS",
    ]);
  });

  it.each([
    { BASE_COOLDOWN_SECONDS: "299", ESCALATED_COOLDOWN_SECONDS: "299" },
    { ESCALATION_THRESHOLD: "3", ATTEMPT_WINDOW_SECONDS: "121" },
    { ESCALATION_THRESHOLD: "1", ATTEMPT_WINDOW_SECONDS: "1" },
  ])("and just can: %j", (env) => {
    expect(faultsOf(env)).toEqual([]);
  });

  it("are named beside a fault of another setting", () => {
    const faults = faultsOf({ BASE_COOLDOWN_SECONDS: "400", MAX_SEGMENTS: "zz" });
    expect(faults.map(({ setting }) => setting)).toEqual([
      "MAX_SEGMENTS",
      "ESCALATED_COOLDOWN_SECONDS",
      "ATTEMPT_WINDOW_SECONDS",
    ]);
  });

  it("are not judged where a setting of theirs is wrong by itself", () => {
    const faults = faultsOf({ BASE_COOLDOWN_SECONDS: "zz", ESCALATED_COOLDOWN_SECONDS: "1" });
    expect(faults.map(({ setting }) => setting)).toEqual(["BASE_COOLDOWN_SECONDS"]);
  });

  it("include one secret for both, under two spellings", () => {
    const faults = faultsOf({
      CLICKSEND_SECRET_ARN: "x/same",
      PHONE_HASH_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:x/same-AbCdEf",
    });
    expect(faults.map(({ setting }) => setting)).toEqual(["PHONE_HASH_SECRET_ARN"]);
  });

  it("have the remedy that mends them", () => {
    const [fault] = faultsOf({ ESCALATION_THRESHOLD: "5", ATTEMPT_WINDOW_SECONDS: "100" });
    expect(fault?.remedy).toContain("240");
    expect(faultsOf({ ESCALATION_THRESHOLD: "5", ATTEMPT_WINDOW_SECONDS: "241" })).toEqual([]);
  });
});
