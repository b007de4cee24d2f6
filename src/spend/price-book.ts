import { type AmountsByCode, matching } from "./destination.ts";
import { type Provider, PUBLISHED_PRICES, type PublishedPrice } from "./published-prices.ts";

/** What a segment is counted as where no price is known: what the dearest countries cost. */
export const DEAREST_MICRO_USD = 300_000;

export interface Estimate {
  /** Of one segment. */
  readonly microUsd: number;
  /** `yours`: from the settings. `published`: known for every provider. `dearest`: for one of them no price is known. */
  readonly because: "yours" | "published" | "dearest";
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
}

export function priceBook(options: PriceBookOptions = {}): PriceBook {
  const { yours = new Map(), published = PUBLISHED_PRICES, providers = ["ClickSend", "SNS"] } = options;
  const books = providers.map(
    (provider): AmountsByCode =>
      new Map(
        published.filter((each) => each.provider === provider).map((each) => [each.code, each.microUsd]),
      ),
  );
  return {
    estimate: (digits) => {
      const own = matching(yours, digits);
      if (own) return { microUsd: own.microUsd, because: "yours" };
      const known = books.map((book) => matching(book, digits)?.microUsd);
      return {
        microUsd: Math.max(...known.map((microUsd = DEAREST_MICRO_USD) => microUsd)),
        because: known.includes(undefined) ? "dearest" : "published",
      };
    },
  };
}
