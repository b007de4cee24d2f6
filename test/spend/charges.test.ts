import { describe, expect, it } from "vitest";
import { callingCodeOf } from "../../src/sms/calling-code.ts";
import { mailCharge, textCharge } from "../../src/spend/charges.ts";
import { priceBook } from "../../src/spend/price-book.ts";

const prices = priceBook({ published: [], yours: new Map([["66", 25_000]]) });
const charge = (limits: object = {}) => textCharge({ prices, callingCodeOf, ...limits });

describe("a text", () => {
  it("costs its segments, on the account of all and on that of its country", () => {
    expect(charge({ limitMicroUsd: 1_000_000 })({ phone: "+66812345678", segments: 3 })).toEqual([
      { account: "total", microUsd: 75_000, limitMicroUsd: 1_000_000 },
      { account: "country66", microUsd: 75_000, limitMicroUsd: undefined },
    ]);
  });

  it.each([
    ["+66812345678", "country66", 5],
    ["+12015550123", "country1", 20],
    ["+18762101234", "country1876", 2],
    ["+77710009998", "country77", 2],
    ["+6591234567", "country65", 2],
    ["+447400123456", "country4474", 1],
  ])("to %s counts on %s", (phone, account, limitMicroUsd) => {
    const countryLimits = new Map([
      ["66", 5],
      ["1", 20],
      ["4474", 1],
      ["*", 2],
    ]);
    const [, country] = charge({ countryLimits })({ phone, segments: 1 });
    expect(country).toMatchObject({ account, limitMicroUsd });
  });
});

it("a mail costs what SES takes for one", () => {
  expect(mailCharge(500_000)({})).toEqual([{ account: "total", microUsd: 160, limitMicroUsd: 500_000 }]);
});
