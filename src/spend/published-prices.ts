/** Who carries texts, as the log calls them. */
export type Provider = "ClickSend" | "SNS";

/** What one segment cost by a source that has been read. */
export interface PublishedPrice {
  /** The digits that numbers begin with. */
  readonly code: string;
  readonly provider: Provider;
  readonly microUsd: number;
  /** Where it stands. */
  readonly source: string;
  /** The day that the source gives the price for. */
  readonly asOf: string;
  /** The day on which somebody read it there. */
  readonly readOn: string;
}

/**
 * Only what has been read in a source that names its day: a price that is too low would let more be spent than the ceiling
 * says, and none at all only counts a text as the dearest. Prices "from" an amount, those of the largest customers, are left
 * out for that reason. Neither provider publishes a table that could stand here; `postern prices refresh` asks for yours.
 */
export const PUBLISHED_PRICES: readonly PublishedPrice[] = [
  {
    code: "81",
    provider: "SNS",
    microUsd: 74_510,
    source:
      "https://dev.classmethod.jp/articles/aws-end-user-messaging-sms-japanese-message-parts-pricing/ (quotes https://aws.amazon.com/end-user-messaging/pricing/)",
    asOf: "2026-05-18",
    readOn: "2026-11-22",
  },
];
