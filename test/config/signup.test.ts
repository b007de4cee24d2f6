import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/config/setting.ts";
import { signupRules, signupSchema } from "../../src/config/signup.ts";

const REQUIRED = {
  AWS_REGION: "eu-north-1",
  SIGNUP_TABLE: "postern-signup-prod",
  EMAIL_HASH_SECRET_ARN: "postern/email-hash-prod",
  FROM_EMAIL: "website@site.example",
  ALLOWED_ORIGIN: "https://www.site.example",
} as const;

type Env = Readonly<Record<string, string>>;

const read = (env: Env) => readSettings(signupSchema, { ...REQUIRED, ...env }, signupRules);

function faultsOf(env: Env) {
  const result = read(env);
  return result.ok ? [] : result.faults;
}

describe("the settings of signup", () => {
  it("have defaults for all that is not required", () => {
    expect(read({})).toEqual({
      ok: true,
      settings: {
        ...REQUIRED,
        ALLOWED_ORIGIN: new Set([REQUIRED.ALLOWED_ORIGIN]),
        SIGNUP_LIMIT_PER_HOUR: 5,
        SITE_NAME: undefined,
        CONFIGURATION_SET: undefined,
        MAX_BOUNCE_PERCENT: undefined,
        MAX_COMPLAINT_PERCENT: undefined,
        DAILY_SPEND_LIMIT_USD: undefined,
        CONTROLS: false,
        EDGE_SECRET: undefined,
        REQUIRE_EDGE: false,
        IPV6_PREFIX: 56,
        VALIDATE_EMAIL: "dns",
        BLOCKED_EMAIL_DOMAINS: undefined,
        ALLOWED_EMAIL_DOMAINS: undefined,
        REFUSE_RELAY_ADDRESSES: false,
        DNS_SERVERS: undefined,
        TRUEMAIL_API_KEY: undefined,
        EMAIL_API_URL: undefined,
        LOG_LEVEL: "info",
        METRICS_NAMESPACE: "Postern",
      },
    });
  });

  it.each<[string, string, unknown]>([
    ["SIGNUP_LIMIT_PER_HOUR", "100", 100],
    ["SIGNUP_LIMIT_PER_HOUR", "", 5],
    ["SIGNUP_TABLE", "t.b-l_e", "t.b-l_e"],
    [
      "EMAIL_HASH_SECRET_ARN",
      "arn:aws:secretsmanager:eu-north-1:123456789012:secret:postern/email-hash-AbCdEf",
      "arn:aws:secretsmanager:eu-north-1:123456789012:secret:postern/email-hash-AbCdEf",
    ],
    ["VALIDATE_EMAIL", "list", "list"],
  ])("read %s of %j", (name, value, meaning) => {
    expect(read({ [name]: value })).toMatchObject({ ok: true, settings: { [name]: meaning } });
  });

  it.each<[string, string]>([
    ...Object.keys(REQUIRED).map((name): [string, string] => [name, ""]),
    ["SIGNUP_TABLE", "ab"],
    ["SIGNUP_TABLE", "a table"],
    ["EMAIL_HASH_SECRET_ARN", "two words"],
    ["SIGNUP_LIMIT_PER_HOUR", "0"],
    ["SIGNUP_LIMIT_PER_HOUR", "101"],
    ["SIGNUP_LIMIT_PER_HOUR", "5.5"],
    ["FROM_EMAIL", "Site <website@site.example>"],
    ["ALLOWED_ORIGIN", "*"],
    ["VALIDATE_EMAIL", "api"],
    ["LOG_LEVEL", "loud"],
  ])("refuse %s of %j, with what is wrong and a remedy", (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      { setting: name, fault: expect.stringMatching(/./), remedy: expect.stringMatching(/./) },
    ]);
  });

  it.each<[string, Env, string]>([
    ["an edge that is required and has no secret", { REQUIRE_EDGE: "true" }, "REQUIRE_EDGE"],
    ["an API without a key", { EMAIL_API_URL: "https://api.truemail.io/v1/verify" }, "TRUEMAIL_API_KEY"],
  ])("refuse %s", (_, env, setting) => {
    expect(faultsOf(env)).toEqual([{ setting, fault: expect.any(String), remedy: expect.any(String) }]);
  });

  it("have all their faults told at once, in the order of the table, and no value repeated", () => {
    const wrong = Object.fromEntries(Object.keys(signupSchema).map((name) => [name, "\u0000 planted"]));
    const faults = faultsOf(wrong);
    expect(faults.map(({ setting }) => setting)).toEqual(Object.keys(signupSchema));
    expect(JSON.stringify(faults)).not.toContain("planted");
  });
});
