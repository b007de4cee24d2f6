import { describe, expect, it } from "vitest";
import { contactRules, contactSchema } from "../../src/config/contact.ts";
import { readSettings } from "../../src/config/setting.ts";

const REQUIRED = {
  AWS_REGION: "eu-north-1",
  RATE_TABLE: "postern-rate-limit-prod",
  FROM_EMAIL: "website@site.example",
  ALLOWED_ORIGIN: "https://www.site.example",
} as const;

const read = (env: Readonly<Record<string, string>>) =>
  readSettings(contactSchema, { ...REQUIRED, ...env }, contactRules);

function faultsOf(env: Readonly<Record<string, string>>) {
  const result = read(env);
  return result.ok ? [] : result.faults;
}

describe("the settings of contact", () => {
  it("have defaults for all that is not required", () => {
    expect(read({})).toEqual({
      ok: true,
      settings: {
        AWS_REGION: "eu-north-1",
        RATE_TABLE: "postern-rate-limit-prod",
        IP_LIMIT_PER_HOUR: 5,
        FROM_EMAIL: "website@site.example",
        TO_EMAIL: undefined,
        ALLOWED_ORIGIN: new Set(["https://www.site.example"]),
        SITE_NAME: undefined,
        SUCCESS_URL: undefined,
        CONFIGURATION_SET: undefined,
        EDGE_SECRET: undefined,
        REQUIRE_EDGE: false,
        IPV6_PREFIX: 56,
        HONEYPOT_FIELD: "company",
        VALIDATE_EMAIL: "list",
        BLOCKED_EMAIL_DOMAINS: undefined,
        ALLOWED_EMAIL_DOMAINS: undefined,
        REFUSE_RELAY_ADDRESSES: false,
        DNS_SERVERS: undefined,
        DELIVERY: "direct",
        DELIVERY_QUEUE_URL: undefined,
        DEDUPLICATION_WINDOW_SECONDS: 0,
        MESSAGE_TABLE: undefined,
        HOLD_REFUSED_DAYS: 0,
        HOLD_LIMIT_PER_HOUR: 100,
        ARCHIVE_DAYS: 0,
        DAILY_SPEND_LIMIT_USD: undefined,
        CONTROLS: false,
        LOG_LEVEL: "info",
        METRICS_NAMESPACE: "Postern",
      },
    });
  });

  it.each([
    ["IP_LIMIT_PER_HOUR", "100", 100],
    ["IPV6_PREFIX", "48", 48],
    ["IPV6_PREFIX", "64", 64],
    ["IP_LIMIT_PER_HOUR", " 7 ", 7],
    ["IP_LIMIT_PER_HOUR", "", 5],
    ["FROM_EMAIL", "web@MÜNCHEN.de", "web@xn--mnchen-3ya.de"],
    ["TO_EMAIL", "office@site.example", "office@site.example"],
    ["TO_EMAIL", "   ", undefined],
    [
      "ALLOWED_ORIGIN",
      "https://a.example, http://localhost:8787",
      new Set(["https://a.example", "http://localhost:8787"]),
    ],
    ["SITE_NAME", "Example & Söhne", "Example & Söhne"],
    ["SUCCESS_URL", "/thanks?x=1", "/thanks?x=1"],
    ["SUCCESS_URL", "https://www.site.example/thanks", "https://www.site.example/thanks"],
    ["CONFIGURATION_SET", "postern-prod", "postern-prod"],
    ["EDGE_SECRET", "0123456789abcdef, fedcba9876543210", ["0123456789abcdef", "fedcba9876543210"]],
    ["LOG_LEVEL", "silent", "silent"],
    ["AWS_REGION", "us-gov-west-1", "us-gov-west-1"],
  ])("read %s of %j", (name, value, meaning) => {
    expect(read({ [name]: value })).toMatchObject({ ok: true, settings: { [name]: meaning } });
  });

  it.each([
    ["AWS_REGION", ""],
    ["AWS_REGION", "Frankfurt"],
    ["RATE_TABLE", ""],
    ["RATE_TABLE", "a table"],
    ["RATE_TABLE", "ab"],
    ["IP_LIMIT_PER_HOUR", "0"],
    ["IPV6_PREFIX", "47"],
    ["IPV6_PREFIX", "65"],
    ["IPV6_PREFIX", "/56"],
    ["IP_LIMIT_PER_HOUR", "-1"],
    ["IP_LIMIT_PER_HOUR", "101"],
    ["IP_LIMIT_PER_HOUR", "5.5"],
    ["IP_LIMIT_PER_HOUR", "1e2"],
    ["IP_LIMIT_PER_HOUR", "five"],
    ["IP_LIMIT_PER_HOUR", "0x10"],
    ["FROM_EMAIL", ""],
    ["FROM_EMAIL", "website"],
    ["FROM_EMAIL", "Site <website@site.example>"],
    ["FROM_EMAIL", "jörg@site.example"],
    ["TO_EMAIL", "a@site.example, b@site.example"],
    ["ALLOWED_ORIGIN", ""],
    ["ALLOWED_ORIGIN", ","],
    ["ALLOWED_ORIGIN", "*"],
    ["ALLOWED_ORIGIN", "https://www.site.example, *"],
    ["ALLOWED_ORIGIN", "https://*.site.example"],
    ["ALLOWED_ORIGIN", "null"],
    ["ALLOWED_ORIGIN", "www.site.example"],
    ["ALLOWED_ORIGIN", "https://www.site.example/"],
    ["ALLOWED_ORIGIN", "https://WWW.site.example"],
    ["ALLOWED_ORIGIN", "https://www.site.example:443"],
    ["ALLOWED_ORIGIN", "https://user@www.site.example"],
    ["ALLOWED_ORIGIN", "file:///etc"],
    ["SITE_NAME", "two\nlines"],
    ["SITE_NAME", "n".repeat(81)],
    ["SUCCESS_URL", "thanks"],
    ["SUCCESS_URL", "//evil.example"],
    ["SUCCESS_URL", "javascript:alert(1)"],
    ["SUCCESS_URL", "https://a.example/\r\nx: y"],
    ["CONFIGURATION_SET", "two words"],
    ["EDGE_SECRET", "short"],
    ["EDGE_SECRET", "0123456789abcdef,short"],
    ["EDGE_SECRET", "0123456789abcdef,0123456789abcdeg,0123456789abcdeh"],
    ["REQUIRE_EDGE", "yes"],
    ["REQUIRE_EDGE", "true"],
    ["LOG_LEVEL", "loud"],
  ])("refuse %s of %j, with what is wrong and a remedy", (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      { setting: name, fault: expect.stringMatching(/./), remedy: expect.stringMatching(/./) },
    ]);
  });

  it("refuse * with the reason", () => {
    expect(faultsOf({ ALLOWED_ORIGIN: "*" })[0]?.fault).toContain("any website could then post to your form");
  });

  it("point at the wrong one of several origins", () => {
    const [fault] = faultsOf({ ALLOWED_ORIGIN: "https://a.example, https://b.example/, https://c.example" });
    expect(fault?.fault).toContain("number 2");
  });

  it("that require the edge are fine with its secret", () => {
    expect(read({ REQUIRE_EDGE: "true", EDGE_SECRET: "0123456789abcdef" })).toMatchObject({ ok: true });
  });

  it("have all their faults told at once, in the order of the table", () => {
    const wrong = Object.fromEntries(Object.keys(contactSchema).map((name) => [name, "\u0000 wrong"]));
    expect(faultsOf(wrong).map(({ setting }) => setting)).toEqual(Object.keys(contactSchema));
  });

  it("have faults that never repeat a value: it may be a secret", () => {
    const secret = "planted secret";
    const wrong = Object.fromEntries(Object.keys(contactSchema).map((name) => [name, `\u0000${secret}`]));
    const told = JSON.stringify(faultsOf(wrong));
    expect(told).not.toContain(secret);
  });
});
