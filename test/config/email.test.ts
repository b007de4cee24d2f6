import { Resolver } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { emailApiRule, emailApiSchema, emailSchema } from "../../src/config/email.ts";
import { readSettings } from "../../src/config/setting.ts";
import { dnsLookup } from "../../src/email/dns-lookup.ts";
import { remoteLookup } from "../../src/email/remote-lookup.ts";

type Env = Readonly<Record<string, string>>;

const read = (env: Env) => readSettings({ ...emailSchema, ...emailApiSchema }, env, [emailApiRule]);

function faultsOf(env: Env) {
  const result = read(env);
  return result.ok ? [] : result.faults;
}

const KEYED = { TRUEMAIL_API_KEY: "planted-key" };

describe("the settings of e-mail validation", () => {
  it("have defaults", () => {
    expect(read({})).toEqual({
      ok: true,
      settings: {
        VALIDATE_EMAIL: "list",
        BLOCKED_EMAIL_DOMAINS: undefined,
        ALLOWED_EMAIL_DOMAINS: undefined,
        REFUSE_RELAY_ADDRESSES: false,
        DNS_SERVERS: undefined,
        TRUEMAIL_API_KEY: undefined,
        EMAIL_API_URL: undefined,
      },
    });
  });

  it.each<[string, string, unknown]>([
    ["VALIDATE_EMAIL", "off", "off"],
    ["VALIDATE_EMAIL", "dns", "dns"],
    ["VALIDATE_EMAIL", " ", "list"],
    ["BLOCKED_EMAIL_DOMAINS", "trash.example", new Set(["trash.example"])],
    [
      "BLOCKED_EMAIL_DOMAINS",
      " Trash.Example ,, MÜLL.example,",
      new Set(["trash.example", "xn--mll-hoa.example"]),
    ],
    ["ALLOWED_EMAIL_DOMAINS", "пример.рф,a.b.example", new Set(["xn--e1afmkfd.xn--p1ai", "a.b.example"])],
    ["ALLOWED_EMAIL_DOMAINS", ",", new Set()],
    ["REFUSE_RELAY_ADDRESSES", "true", true],
    ["DNS_SERVERS", "192.0.2.53", ["192.0.2.53"]],
    [
      "DNS_SERVERS",
      "192.0.2.53:5353, [2001:db8::53]:53 ,2001:db8::53",
      ["192.0.2.53:5353", "[2001:db8::53]:53", "2001:db8::53"],
    ],
    ["TRUEMAIL_API_KEY", "tm_live_0123456789", "tm_live_0123456789"],
  ])("read %s of %j", (name, value, meaning) => {
    expect(read({ [name]: value })).toMatchObject({ ok: true, settings: { [name]: meaning } });
  });

  it.each([
    ["VALIDATE_EMAIL", "on"],
    ["VALIDATE_EMAIL", "DNS"],
    ["BLOCKED_EMAIL_DOMAINS", "example"],
    ["BLOCKED_EMAIL_DOMAINS", "trash.example,*.junk.example"],
    ["BLOCKED_EMAIL_DOMAINS", "@trash.example"],
    ["BLOCKED_EMAIL_DOMAINS", "a@trash.example"],
    ["BLOCKED_EMAIL_DOMAINS", "trash.example junk.example"],
    ["ALLOWED_EMAIL_DOMAINS", "https://partner.example"],
    ["ALLOWED_EMAIL_DOMAINS", "192.0.2.1"],
    ["REFUSE_RELAY_ADDRESSES", "yes"],
    ["DNS_SERVERS", ","],
    ["DNS_SERVERS", "192.0.2.53,"],
    ["DNS_SERVERS", "dns.example"],
    ["DNS_SERVERS", "192.0.2"],
    ["DNS_SERVERS", "192.0.2.53:"],
    ["DNS_SERVERS", "192.0.2.53;192.0.2.54"],
    ["DNS_SERVERS", "999.0.2.53"],
    ["DNS_SERVERS", "192.0.2.53:99999"],
    ["DNS_SERVERS", ":::::"],
    ["DNS_SERVERS", "[192.0.2.53"],
    ["DNS_SERVERS", "[....]:53"],
    ["TRUEMAIL_API_KEY", "two words"],
    ["TRUEMAIL_API_KEY", "schlüssel"],
    ["TRUEMAIL_API_KEY", "k".repeat(513)],
  ])("refuse %s of %j, with what is wrong and a remedy", (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      { setting: name, fault: expect.stringMatching(/./), remedy: expect.stringMatching(/./) },
    ]);
  });

  it("point at the wrong one of several domains", () => {
    expect(faultsOf({ BLOCKED_EMAIL_DOMAINS: "a.example,b,c.example" })[0]?.fault).toContain("number 2");
  });

  it.each([
    "api.example",
    "ftp://api.example/v1",
    "http://api.example/v1/verify",
    "https://user:planted@api.example/v1/verify",
  ])("refuse EMAIL_API_URL of %s: the client could not use it", (EMAIL_API_URL) => {
    expect(faultsOf({ ...KEYED, EMAIL_API_URL })).toEqual([
      { setting: "EMAIL_API_URL", fault: expect.any(String), remedy: expect.any(String) },
    ]);
  });

  it.each(["https://api.truemail.io/v1/verify", "http://127.0.0.1:8025/v1/verify", "http://localhost:1/"])(
    "take EMAIL_API_URL of %s",
    (EMAIL_API_URL) => {
      expect(faultsOf({ ...KEYED, EMAIL_API_URL })).toEqual([]);
    },
  );

  it("want a key where there is a URL", () => {
    expect(faultsOf({ EMAIL_API_URL: "https://api.truemail.io/v1/verify" })).toEqual([
      {
        setting: "TRUEMAIL_API_KEY",
        fault: expect.stringContaining("EMAIL_API_URL"),
        remedy: expect.stringContaining("TRUEMAIL_API_KEY"),
      },
    ]);
    expect(faultsOf(KEYED)).toEqual([]);
  });

  it("have faults that never repeat a value", () => {
    const schema = { ...emailSchema, ...emailApiSchema };
    const wrong = Object.fromEntries(Object.keys(schema).map((name) => [name, "\u0000 planted"]));
    expect(faultsOf(wrong).map(({ setting }) => setting)).toEqual(Object.keys(schema));
    expect(JSON.stringify(faultsOf(wrong))).not.toContain("planted");
  });
});

describe("what the settings let pass, the parts can use", () => {
  const NAME_SERVERS = [
    "192.0.2.53",
    "999.0.2.53",
    "1.2.3.4:99999",
    "1.2.3.4:0",
    ":::::",
    "::1",
    "[::1]:53",
    "[::1",
    "1::2:53",
  ];

  it.each(NAME_SERVERS)("DNS_SERVERS of %s", (DNS_SERVERS) => {
    const result = read({ DNS_SERVERS });
    if (!result.ok) return expect(result.faults).toHaveLength(1);
    const servers = result.settings.DNS_SERVERS ?? [];
    expect(() => new Resolver().setServers(servers)).not.toThrow();
    expect(() => dnsLookup({ servers })).not.toThrow();
  });

  it.each(["https://api.example/", "http://api.example/", "https://a:b@api.example/", "http://[::1]:1/"])(
    "EMAIL_API_URL of %s",
    (EMAIL_API_URL) => {
      const result = read({ ...KEYED, EMAIL_API_URL });
      if (!result.ok) return expect(result.faults).toHaveLength(1);
      expect(() => remoteLookup({ key: "planted-key", url: result.settings.EMAIL_API_URL })).not.toThrow();
    },
  );
});
