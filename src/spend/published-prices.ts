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

/** What one segment cost by one source, which has its own day. */
const told = (
  provider: Provider,
  { asOf, readOn, source }: Pick<PublishedPrice, "asOf" | "readOn" | "source">,
  microUsdByCode: Readonly<Record<string, number>>,
): readonly PublishedPrice[] =>
  Object.entries(microUsdByCode).map(([code, microUsd]) => ({
    code,
    provider,
    microUsd,
    source,
    asOf,
    readOn,
  }));

/**
 * Only what has been read in a source that names its day: a price that is too low would let more be spent than the ceiling
 * says, and none at all only counts a text as the dearest. So these are left out: prices "from" an amount, those of the largest
 * customers; and old ones (the file of AWS of April 2022 has Peru at 0.028 USD, that of September 2026 at 0.233). Where two
 * sources differ, the dearer stands. `postern prices refresh` asks ClickSend for yours.
 */
export const PUBLISHED_PRICES: readonly PublishedPrice[] = [
  // What ClickSend's page told that day, by its first tier. All but +1, +55 and +234 were told in the local currency and converted
  // there. +1 has the fee of carriers in the USA, 0.0037, in it.
  ...told(
    "ClickSend",
    {
      asOf: "2026-02-23",
      readOn: "2026-12-01",
      source:
        "https://github.com/brainbreezegames-lang/sms-price-tracker/blob/b5ee1d97734b477eb1d61c552308b8b0728a670d/scripts/scrapers/clicksend.py (quotes https://www.clicksend.com/us/pricing)",
    },
    {
      1: 31_500,
      33: 72_100,
      44: 46_200,
      49: 89_900,
      55: 19_900,
      61: 46_400,
      81: 95_600,
      91: 128_200,
      234: 415_000,
    },
  ),
  // 0.02 and the fee of carriers, 0.01. A quote of the file below, three days before, had 0.01195 together.
  ...told(
    "SNS",
    {
      asOf: "2026-07-27",
      readOn: "2026-12-01",
      source: "https://aws.amazon.com/end-user-messaging/pricing/ (as a plan of that day quotes it)",
    },
    { 1: 30_000 },
  ),
  ...told(
    "SNS",
    {
      asOf: "2026-09-28",
      readOn: "2026-12-01",
      source:
        "https://s3.amazonaws.com/aws-messaging-pricing-information/TextMessageOutbound/prices.json (as a report of that day quotes it)",
    },
    { 51: 232_520 },
  ),
  ...told(
    "SNS",
    {
      asOf: "2026-05-18",
      readOn: "2026-11-22",
      source:
        "https://dev.classmethod.jp/articles/aws-end-user-messaging-sms-japanese-message-parts-pricing/ (quotes https://aws.amazon.com/end-user-messaging/pricing/)",
    },
    { 81: 74_510 },
  ),
];
