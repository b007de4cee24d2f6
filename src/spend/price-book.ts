import { type AmountsByCode, matching } from "./destination.ts";
import { type Provider, PUBLISHED_PRICES, type PublishedPrice } from "./published-prices.ts";

/** What a segment is counted as where no price is known: what the dearest countries cost. */
export const DEAREST_MICRO_USD = 300_000;

export interface Estimate {
  /** Of one segment. */
  readonly microUsd: number;
  /**
   * `yours`: from the settings. `published`: known for every provider. `capped`: as published, but SNS, whose price is not known,
   * drops what costs more. `dearest`: for one of them no price is known.
   */
  readonly because: "yours" | "published" | "capped" | "dearest";
}

/** What texts are estimated to cost, by where they go. Total: there is an estimate for every number. */
export interface PriceBook {
  /** @param digits an E.164 number without the plus sign, or as much of its beginning as is known. */
  estimate(digits: string): Estimate;
}

export interface PriceBookOptions {
  /** The owner's own prices. They win for all providers, and `*` among them for all countries. */
  readonly yours?: AmountsByCode | undefined;
  readonly published?: readonly PublishedPrice[];
  /** Who may send a text: it is counted at the dearest of them. */
  readonly providers?: readonly Provider[];
  /** What SNS was told that a text may cost at most (`SNS_MAX_PRICE_USD`): it drops dearer ones. */
  readonly snsMaxMicroUsd?: number | undefined;
}

export function priceBook(options: PriceBookOptions = {}): PriceBook {
  const { yours = new Map(), published = PUBLISHED_PRICES, providers = ["ClickSend", "SNS"] } = options;
  const { snsMaxMicroUsd = DEAREST_MICRO_USD } = options;
  const isCapped = snsMaxMicroUsd < DEAREST_MICRO_USD;
  const books = providers.map((provider) => ({
    provider,
    amounts: new Map(
      published.filter((each) => each.provider === provider).map((each) => [each.code, each.microUsd]),
    ) as AmountsByCode,
  }));
  return {
    estimate: (digits) => {
      const own = matching(yours, digits);
      if (own) return { microUsd: own.microUsd, because: "yours" };
      const prices = books.map(({ provider, amounts }): Estimate => {
        const microUsd = matching(amounts, digits)?.microUsd;
        if (microUsd !== undefined) return { microUsd, because: "published" };
        // A text of one segment that SNS sends costs no more, and one of several costs less a segment.
        return provider === "SNS" && isCapped
          ? { microUsd: snsMaxMicroUsd, because: "capped" }
          : { microUsd: DEAREST_MICRO_USD, because: "dearest" };
      });
      const reasons = prices.map((price) => price.because);
      return {
        microUsd: Math.max(...prices.map((price) => price.microUsd)),
        because: (["dearest", "capped"] as const).find((each) => reasons.includes(each)) ?? "published",
      };
    },
  };
}
