import { brakesOfADay, type Charge, stopsOfAMillion } from "./attack-model.ts";
import { AWS_PRICES, type Prices, REGION } from "./aws-prices.ts";
import { markdownTable } from "./markdown-table.ts";
import { monthly, PARTS } from "./standing-costs.ts";

function millionTable(prices: Prices): string {
  const added = ({ what, usd: amount }: Charge) => `${what} ${usd(amount)}`;
  const rows = stopsOfAMillion(prices).map(({ endsAt, adds, totalUsd }) => [
    endsAt,
    adds.map(added).join(", "),
    usd(totalUsd),
  ]);
  return markdownTable("llr", ["a million requests end at", "which adds", "together, USD"], rows);
}

function dayTable(prices: Prices): string {
  const rows = brakesOfADay(prices).map(({ brake, units, unit, usd: amount }) => [
    brake,
    `${count(units)} ${unit}`,
    usd(amount),
  ]);
  return markdownTable("lrr", ["brake, fully used", "lets through in a day", "USD a day"], rows);
}

function standingTable(prices: Prices): string {
  const withoutEdge = PARTS.filter(({ isEdge }) => !isEdge);
  return markdownTable(
    "lrrr",
    ["part", "how many", "USD a month", "free in every account"],
    [
      ...PARTS.map((each) => [each.part, count(each.units), usd(monthly(prices, [each])), each.free]),
      ["CloudFront, API Gateway, Lambda, DynamoDB on demand", "", usd(0), ""],
      ["**together**", "", `**${usd(monthly(prices, PARTS))}**`, ""],
      ["without the edge", "", usd(monthly(prices, withoutEdge)), ""],
    ],
  );
}

function pricesTable(prices: Prices): string {
  const rows = Object.values(prices).map(({ usd: amount, per, unit, asOf, source }) => [
    String(amount),
    per === 1 ? unit : `${count(per)} ${unit}`,
    asOf,
    linked(source),
  ]);
  return markdownTable("rlll", [`USD, ${REGION}`, "for", "as of", "source"], rows);
}

/** What attacks cost on AWS, and what waiting for them does: a writer for each table, by its name. */
export const ATTACK_TABLES: Readonly<Record<string, (prices?: Prices) => string>> = {
  "million-requests": (prices = AWS_PRICES) => millionTable(prices),
  "day-of-attack": (prices = AWS_PRICES) => dayTable(prices),
  standing: (prices = AWS_PRICES) => standingTable(prices),
  "aws-prices": (prices = AWS_PRICES) => pricesTable(prices),
};

const CENTS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const THREE_DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** To the cent; from 100 on to three digits. */
const usd = (amount: number) => (amount < 100 ? CENTS : THREE_DIGITS).format(amount);
const count = (units: number) => units.toLocaleString("en-US");
const linked = (source: string) =>
  URL.canParse(source) ? `[${new URL(source).hostname}](${source})` : source;
