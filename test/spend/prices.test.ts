import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callingCodeOf } from "../../src/sms/calling-code.ts";
import { DEAREST_MICRO_USD, priceBook } from "../../src/spend/price-book.ts";
import { PUBLISHED_PRICES, type PublishedPrice } from "../../src/spend/published-prices.ts";
import { textsFor } from "../../src/spend/texts.ts";

describe("every published price", () => {
  it.each(PUBLISHED_PRICES)("of $code by $provider has a source and its days", (price) => {
    expect(price.source).toMatch(/^https:\/\/[\w.-]+\/\S+/);
    for (const day of [price.asOf, price.readOn]) {
      expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    }
    expect(price.asOf <= price.readOn).toBe(true);
    expect(callingCodeOf(price.code)).toBeDefined();
    expect(Number.isSafeInteger(price.microUsd) && price.microUsd > 0).toBe(true);
  });

  it("is what a book goes by that is given no other", () => {
    const japan = PUBLISHED_PRICES.find(({ code, provider }) => code === "81" && provider === "SNS");
    expect(priceBook({ providers: ["SNS"] }).estimate("819012345678")).toEqual({
      microUsd: japan?.microUsd,
      because: "published",
    });
  });

  it("of both providers is known for +1 and +81", () => {
    const estimate = (digits: string) => priceBook().estimate(digits);
    expect(estimate("12015550123")).toEqual({ microUsd: 31_500, because: "published" });
    expect(estimate("819012345678")).toEqual({ microUsd: 95_600, because: "published" });
    expect(estimate("447911123456").because).toBe("dearest");
    // Never the price of another country inside the calling code.
    expect(estimate("18762101234").because).toBe("dearest");
  });

  it("is the only one of its code and provider", () => {
    const names = PUBLISHED_PRICES.map(({ code, provider }) => `${code} ${provider}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

const published = (code: string, provider: PublishedPrice["provider"], microUsd: number): PublishedPrice => ({
  ...{ code, provider, microUsd },
  ...{ source: "https://prices.example/", asOf: "2026-01-01", readOn: "2026-01-02" },
});
const BOTH = [
  published("66", "ClickSend", 40_000),
  published("66", "SNS", 25_000),
  published("81", "SNS", 74_510),
  published("1", "ClickSend", 30_000),
  published("1", "SNS", 8_000),
];

describe("the day's money", () => {
  const prices = priceBook({ published: BOTH });

  it("is so many texts", () => {
    expect(textsFor("66", prices, { limitMicroUsd: 5_000_000 })).toBe(125);
    expect(textsFor("1", prices, { limitMicroUsd: 5_000_000 })).toBe(166);
    expect(textsFor("81", prices, { limitMicroUsd: 5_000_000 })).toBe(16);
  });

  it("is what the country may have of it", () => {
    const countryLimits = new Map([
      ["66", 1_000_000],
      ["*", 600_000],
    ]);
    expect(textsFor("66", prices, { limitMicroUsd: 5_000_000, countryLimits })).toBe(25);
    expect(textsFor("1", prices, { limitMicroUsd: undefined, countryLimits })).toBe(20);
    expect(textsFor("1", prices, { limitMicroUsd: undefined })).toBeUndefined();
  });
});

describe("an estimate", () => {
  it("is there for every number, at least a millionth", () => {
    const digits = fc.stringMatching(/^\d{1,15}$/);
    fc.assert(
      fc.property(digits, (number) => {
        for (const book of [priceBook(), priceBook({ published: BOTH, yours: new Map([["66", 1]]) })]) {
          const { microUsd } = book.estimate(number);
          expect(Number.isSafeInteger(microUsd) && microUsd > 0).toBe(true);
        }
      }),
    );
  });

  it("is that of the dearer provider, and the dearest where one is not known", () => {
    const book = priceBook({ published: BOTH });
    expect(book.estimate("66812345678")).toEqual({ microUsd: 40_000, because: "published" });
    expect(book.estimate("819012345678")).toEqual({ microUsd: DEAREST_MICRO_USD, because: "dearest" });
    expect(book.estimate("6591234567")).toEqual({ microUsd: DEAREST_MICRO_USD, because: "dearest" });
    expect(book.estimate("18762101234")).toEqual({ microUsd: DEAREST_MICRO_USD, because: "dearest" });
  });

  it("is what SNS may take at most, where its price is not known and it drops dearer texts", () => {
    const published44 = [published("44", "ClickSend", 46_200)];
    const book = (snsMaxMicroUsd: number | undefined) =>
      priceBook({ published: published44, snsMaxMicroUsd }).estimate("447911123456");
    expect(book(undefined)).toEqual({ microUsd: DEAREST_MICRO_USD, because: "dearest" });
    expect(book(50_000)).toEqual({ microUsd: 50_000, because: "capped" });
    expect(book(10_000)).toEqual({ microUsd: 46_200, because: "capped" });
    // It bounds SNS alone, and no price that is known.
    expect(book(400_000)).toEqual({ microUsd: DEAREST_MICRO_USD, because: "dearest" });
    expect(priceBook({ published: BOTH, snsMaxMicroUsd: 10_000 }).estimate("819012345678")).toEqual({
      microUsd: DEAREST_MICRO_USD,
      because: "dearest",
    });
  });

  it("counts those who may send, and nobody else", () => {
    const book = priceBook({ published: BOTH, providers: ["SNS"] });
    expect(book.estimate("66812345678")).toEqual({ microUsd: 25_000, because: "published" });
  });

  it("is the owner's where there is one, higher or lower", () => {
    const some = priceBook({ published: BOTH, yours: new Map([["66", 1]]) });
    expect(some.estimate("66812345678")).toEqual({ microUsd: 1, because: "yours" });
    expect(some.estimate("12015550123")).toEqual({ microUsd: 30_000, because: "published" });
    const all = priceBook({ published: BOTH, yours: new Map([["*", 500_000]]) });
    expect(all.estimate("12015550123")).toEqual({ microUsd: 500_000, because: "yours" });
  });

  it("of Jamaica is not what the owner wrote for the United States", () => {
    const book = priceBook({ published: [], yours: new Map([["1", 7_900]]) });
    expect(book.estimate("12015550123").microUsd).toBe(7_900);
    expect(book.estimate("18762101234").microUsd).toBe(DEAREST_MICRO_USD);
  });
});
