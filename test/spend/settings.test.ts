import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/config/setting.ts";
import { mailSpendSchema, textSpendSchema } from "../../src/config/spend.ts";

const read = (name: string, value: string) => readSettings(textSpendSchema, { [name]: value });

describe("the settings of the ceiling", () => {
  it("are all absent unless set: there is no ceiling then", () => {
    expect(readSettings(mailSpendSchema, {})).toEqual({
      ok: true,
      settings: { DAILY_SPEND_LIMIT_USD: undefined },
    });
    expect(readSettings(textSpendSchema, { SMS_PRICES_USD: " " })).toEqual({
      ok: true,
      settings: {
        DAILY_SPEND_LIMIT_USD: undefined,
        COUNTRY_SPEND_LIMITS_USD: undefined,
        SMS_PRICES_USD: undefined,
      },
    });
  });

  it.each<[string, string, unknown]>([
    ["DAILY_SPEND_LIMIT_USD", "10", 10_000_000],
    ["DAILY_SPEND_LIMIT_USD", "0.000001", 1],
    ["DAILY_SPEND_LIMIT_USD", "0.29", 290_000],
    [
      "SMS_PRICES_USD",
      "66=0.025,1=0.0079,*=0.3",
      new Map([
        ["66", 25_000],
        ["1", 7_900],
        ["*", 300_000],
      ]),
    ],
    ["SMS_PRICES_USD", " +1876 = 0.2 ,, ", new Map([["1876", 200_000]])],
    ["COUNTRY_SPEND_LIMITS_USD", "*=2", new Map([["*", 2_000_000]])],
  ])("read %s of %j", (name, value, meaning) => {
    expect(read(name, value)).toMatchObject({ ok: true, settings: { [name]: meaning } });
  });

  it.each([
    ["DAILY_SPEND_LIMIT_USD", "0", "is 0"],
    ["DAILY_SPEND_LIMIT_USD", "0.0000001", "more than six decimals"],
    ["DAILY_SPEND_LIMIT_USD", "5 USD", "is not an amount"],
    ["DAILY_SPEND_LIMIT_USD", "1000000", "is not an amount"],
    ["SMS_PRICES_USD", "0.3", "(number 1) that is not CODE=AMOUNT"],
    ["SMS_PRICES_USD", "66=0.025;65=0.03", "(number 1) that is not CODE=AMOUNT"],
    ["SMS_PRICES_USD", "66=0.025,TH=0.03", "(number 2) that is not CODE=AMOUNT"],
    ["SMS_PRICES_USD", "6=0.025", "(number 1) that is not CODE=AMOUNT"],
    ["SMS_PRICES_USD", "٦٦=0.025", "(number 1) that is not CODE=AMOUNT"],
    ["SMS_PRICES_USD", "66=", "(number 1) that is not an amount"],
    ["SMS_PRICES_USD", "66=-1", "(number 1) that is not an amount"],
    ["SMS_PRICES_USD", "66=0,025", "(number 1) that is 0"],
    ["SMS_PRICES_USD", "*=0.0000003", "(number 1) that has more than six decimals"],
    ["SMS_PRICES_USD", "66=0.02,+66=0.03", "(number 2) that names a code for the second time"],
    ["SMS_PRICES_USD", ",", "has no entry"],
    ["COUNTRY_SPEND_LIMITS_USD", "66=0", "(number 1) that is 0"],
  ])("refuse %s of %j: %s", (name, value, fault) => {
    const result = read(name, value);
    expect(result.ok ? [] : result.faults).toEqual([
      { setting: name, fault: expect.stringContaining(fault), remedy: expect.stringMatching(/\d/) },
    ]);
  });

  it("never repeat what was written", () => {
    expect(JSON.stringify(read("SMS_PRICES_USD", "hunter2=1"))).not.toContain("hunter2");
  });
});
