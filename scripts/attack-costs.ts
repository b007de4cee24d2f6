import { DEAREST_MICRO_USD } from "../src/spend/price-book.ts";
import { AWS_PRICES, costOf, type Prices, REGION } from "./aws-prices.ts";

/** What is assumed of a request. Of the time nothing was measured on AWS. */
export const ASSUMED = {
  memoryGb: 0.25,
  /** Until a refusal that asks nobody. */
  refusalSeconds: 0.005,
  /** While DynamoDB answers: Lambda bills waiting like working. */
  waitSeconds: 0.015,
  /** One decision line at LOG_LEVEL=warn, with room. */
  logBytes: 350,
  /** Messages in a full batch of `deliver`: they become one mail. */
  digestMessages: 100,
  /** How many messages SQS hands over, or deletes, in one request. */
  sqsBatchMessages: 10,
  /** What `deliver` writes of a message: whose turn it is, that it began, that it went. */
  deliveryWrites: 3,
  /** A text to a country where texts are cheap. */
  cheapTextUsd: 0.01,
  /** Throttling as `infra/public-api-limits.ts` sets it. */
  requestsPerSecond: 5,
  /** Maximum throughput as `infra/tables.ts` sets it. */
  writesPerSecond: 100,
  /** Long polls that Lambda keeps open on an idle queue, of 20 seconds each. */
  idlePolls: 5,
} as const;

const MILLION = 1_000_000;
const DAY_SECONDS = 86_400;
const MONTH_SECONDS = 30 * DAY_SECONDS;

interface Charge {
  readonly what: string;
  readonly usd: number;
}

/** A place where requests end, what getting there from the place before adds, and what they have cost by then. */
interface Stop {
  readonly endsAt: string;
  readonly adds: readonly Charge[];
  readonly totalUsd: number;
}

const sum = (charges: readonly Charge[]) => charges.reduce((total, charge) => total + charge.usd, 0);

const stop = (endsAt: string, adds: readonly Charge[], before?: Stop): Stop => ({
  endsAt,
  adds,
  totalUsd: (before?.totalUsd ?? 0) + sum(adds),
});

/** What a million requests are charged for a refusal by the function, with and without asking DynamoDB. */
function refusalsOfAMillion(prices: Prices) {
  const { memoryGb, refusalSeconds, waitSeconds, logBytes } = ASSUMED;
  const compute = (seconds: number) => costOf(prices.lambdaGbSeconds, MILLION * memoryGb * seconds);
  return {
    early: [
      { what: "API Gateway", usd: costOf(prices.apiGatewayRequests, MILLION) },
      { what: "Lambda", usd: costOf(prices.lambdaRequests, MILLION) + compute(refusalSeconds) },
      { what: "logs", usd: costOf(prices.logBytes, MILLION * logBytes) },
    ],
    late: [
      { what: "DynamoDB", usd: costOf(prices.dynamoDbWrites, MILLION) },
      { what: "waiting", usd: compute(waitSeconds) },
    ],
  };
}

/** What `deliver` and its queue are charged for a million messages that come as a flood. */
function digestsOfAMillion(prices: Prices): readonly Charge[] {
  const { sqsBatchMessages, deliveryWrites, logBytes, digestMessages } = ASSUMED;
  const requests = MILLION + 2 * (MILLION / sqsBatchMessages);
  return [
    { what: "SQS", usd: costOf(prices.sqsRequests, requests) },
    { what: "DynamoDB", usd: costOf(prices.dynamoDbWrites, deliveryWrites * MILLION) },
    { what: "logs", usd: costOf(prices.logBytes, MILLION * logBytes) },
    { what: "SES", usd: costOf(prices.sesMails, MILLION / digestMessages) },
  ];
}

/** Where a million requests can end, from the cheapest place to the dearest. */
export function stopsOfAMillion(prices: Prices = AWS_PRICES): readonly Stop[] {
  const { early, late } = refusalsOfAMillion(prices);
  const blocked = stop("WAF: blocked", [{ what: "WAF", usd: costOf(prices.wafRequests, MILLION) }]);
  const throttled = stop(
    "API Gateway: 403 or 429",
    [{ what: "CloudFront", usd: costOf(prices.cloudFrontRequests, MILLION) }],
    blocked,
  );
  const refused = stop("the gate, without asking anybody", early, throttled);
  const limited = stop("a limit: the condition in DynamoDB fails", late, refused);
  const mails = { what: "SES", usd: costOf(prices.sesMails, MILLION) };
  const texts = (usdEach: number) =>
    stop(`a text of one part, at ${usd(usdEach)}`, [{ what: "texts", usd: MILLION * usdEach }], limited);
  return [
    blocked,
    throttled,
    refused,
    limited,
    stop("the queue: one mail for a hundred", digestsOfAMillion(prices), limited),
    stop("a mail each", [mails], limited),
    texts(ASSUMED.cheapTextUsd),
    texts(DEAREST_MICRO_USD / MILLION),
  ];
}

function millionTable(prices: Prices): string {
  const added = ({ what, usd: amount }: Charge) => `${what} ${usd(amount)}`;
  const rows = stopsOfAMillion(prices).map(({ endsAt, adds, totalUsd }) => [
    endsAt,
    adds.map(added).join(", "),
    usd(totalUsd),
  ]);
  return table("llr", ["a million requests end at", "which adds", "together, USD"], rows);
}

/** What a brake lets through in a day, at most, and what that costs. */
function dayTable(prices: Prices): string {
  const { early, late } = refusalsOfAMillion(prices);
  const throttled = ASSUMED.requestsPerSecond * DAY_SECONDS;
  const writes = ASSUMED.writesPerSecond * DAY_SECONDS;
  const ofThrottled = (charges: readonly Charge[]) => usd((sum(charges) * throttled) / MILLION);
  const instance = costOf(prices.lambdaGbSeconds, DAY_SECONDS * ASSUMED.memoryGb);
  return table(
    "lrr",
    ["brake, fully used", "lets through in a day", "USD a day"],
    [
      [
        `throttling of a route, ${ASSUMED.requestsPerSecond} a second; the gate refuses`,
        `${count(throttled)} requests`,
        ofThrottled(early),
      ],
      ["the same; a limit refuses", `${count(throttled)} requests`, ofThrottled([...early, ...late])],
      ["reserved concurrency, each instance", `${count(DAY_SECONDS)} seconds, requests apart`, usd(instance)],
      [
        `maximum throughput of a table, ${ASSUMED.writesPerSecond} writes a second`,
        `${count(writes)} writes`,
        usd(costOf(prices.dynamoDbWrites, writes)),
      ],
    ],
  );
}

interface Part {
  readonly part: string;
  readonly price: keyof Prices;
  /** How many prod has, with an edge. A test counts them in the template. */
  readonly units: number;
  /** What every account gets for nothing. */
  readonly free: string;
  readonly isEdge?: true;
}

export const PARTS: readonly Part[] = [
  { part: "WAF: web ACL", price: "wafWebAcl", units: 1, free: "", isEdge: true },
  { part: "WAF: rules and managed groups", price: "wafRule", units: 8, free: "", isEdge: true },
  { part: "Route 53: hosted zone", price: "hostedZone", units: 1, free: "", isEdge: true },
  { part: "Secrets Manager: secrets", price: "secret", units: 4, free: "" },
  { part: "CloudWatch: alarms", price: "alarm", units: 38, free: "10" },
  { part: "CloudWatch: dashboard", price: "dashboard", units: 1, free: "3, of at most 50 metrics" },
  {
    part: "SQS: requests of Lambda to an idle queue",
    price: "sqsRequests",
    units: (ASSUMED.idlePolls * MONTH_SECONDS) / 20,
    free: "1,000,000",
  },
];

function standingTable(prices: Prices): string {
  const monthly = ({ price, units }: Part) => costOf(prices[price], units);
  const together = (parts: readonly Part[]) => usd(parts.reduce((total, part) => total + monthly(part), 0));
  return table(
    "lrrr",
    ["part", "how many", "USD a month", "free in every account"],
    [
      ...PARTS.map((part) => [part.part, count(part.units), usd(monthly(part)), part.free]),
      ["CloudFront, API Gateway, Lambda, DynamoDB on demand", "", usd(0), ""],
      ["**together**", "", `**${together(PARTS)}**`, ""],
      ["without WAF and a domain", "", together(PARTS.filter(({ isEdge }) => !isEdge)), ""],
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
  return table("rlll", [`USD, ${REGION}`, "for", "as of", "source"], rows);
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

/** @param columns `l` or `r` for each: on which side it is aligned. */
function table(columns: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = [...columns].map((side) => (side === "r" ? "--:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
