import { describe, expect, it } from "vitest";
import { withSettings } from "../../local/deploy.ts";
import { functions } from "../../local/functions.ts";
import { READING } from "../../src/cli/doctor/schemas.ts";
import { PROTECTIONS, type ProtectedFunction, type Protection } from "../../src/config/protections.ts";

/** Each setting of each function that protects. */
const SETTINGS = Object.values(PROTECTIONS).flatMap((protection: Protection) =>
  (Object.entries(protection.settings) as [ProtectedFunction, string][]).map(
    ([name, setting]) => [setting, name, protection.value] as const,
  ),
);

/** What a function cannot do without, as its source text names it. */
const REQUIRED = {
  AWS_REGION: "eu-north-1",
  ...{ RATE_TABLE: "rate", SIGNUP_TABLE: "signup", TABLE_NAME: "sms" },
  ...{ FROM_EMAIL: "website@example.com", ALLOWED_ORIGIN: "https://www.example.com" },
  ...{ CLICKSEND_SECRET_ARN: "clicksend", PHONE_HASH_SECRET_ARN: "phone", EMAIL_HASH_SECRET_ARN: "email" },
};

function settingOf(name: ProtectedFunction, setting: string, env: Readonly<Record<string, string>>): unknown {
  const read = READING[name](env);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return (read.settings as Readonly<Record<string, unknown>>)[setting];
}

it("are these", () => {
  expect(SETTINGS.map(([setting, name, value]) => `${name} ${setting}=${value}`)).toEqual([
    "contact CONTROLS=true",
    "sms CONTROLS=true",
    "signup CONTROLS=true",
    "contact HOLD_REFUSED_DAYS=14",
    "contact DEDUPLICATION_WINDOW_SECONDS=600",
    "signup MAX_BOUNCE_PERCENT=4",
    "signup MAX_COMPLAINT_PERCENT=0.1",
    "contact DAILY_SPEND_LIMIT_USD=0.5",
    "signup DAILY_SPEND_LIMIT_USD=0.5",
    "deliver DAILY_SPEND_LIMIT_USD=0.5",
    "sms DAILY_SPEND_LIMIT_USD=5",
    "deliver TEXT_DAILY_SPEND_LIMIT_USD=5",
  ]);
});

describe.each(SETTINGS)("%s of %s", (setting, name, value) => {
  it("is off in a function with the bare settings of its source", () => {
    expect(settingOf(name, setting, REQUIRED) || undefined).toBeUndefined();
  });

  it("is on in npm start, and a person may set another", () => {
    const of = (env: Readonly<Record<string, string>>) =>
      withSettings(functions, env).find((each) => each.name === name)?.settings[setting];
    expect(of({})).toBe(value);
    expect(of({ [setting]: "3" })).toBe("3");
    const { settings } = withSettings(functions, {}).find((each) => each.name === name) ?? {};
    expect(settingOf(name, setting, { ...REQUIRED, ...settings })).toBeTruthy();
  });
});
