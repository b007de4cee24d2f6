import { DEAREST_MICRO_USD } from "../src/spend/price-book.ts";
import { AWS_PRICES, costOf, type Prices } from "./aws-prices.ts";

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
} as const;

const MILLION = 1_000_000;
const DAY_SECONDS = 86_400;

export interface Charge {
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
    stop(
      `a text of one part, at ${usdEach.toFixed(2)}`,
      [{ what: "texts", usd: MILLION * usdEach }],
      limited,
    );
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

/** What stops a flood by itself, and what that lets through in a day, at most. */
interface Brake {
  readonly brake: string;
  readonly units: number;
  readonly unit: string;
  readonly usd: number;
}

export function brakesOfADay(prices: Prices): readonly Brake[] {
  const { early, late } = refusalsOfAMillion(prices);
  const { memoryGb, requestsPerSecond, writesPerSecond } = ASSUMED;
  const requests = requestsPerSecond * DAY_SECONDS;
  const writes = writesPerSecond * DAY_SECONDS;
  const ofRequests = (charges: readonly Charge[]) => (sum(charges) * requests) / MILLION;
  return [
    {
      brake: `throttling of a route, ${requestsPerSecond} a second; the gate refuses`,
      units: requests,
      unit: "requests",
      usd: ofRequests(early),
    },
    {
      brake: "the same; a limit refuses",
      units: requests,
      unit: "requests",
      usd: ofRequests([...early, ...late]),
    },
    {
      brake: "reserved concurrency, each instance",
      units: DAY_SECONDS,
      unit: "seconds, requests apart",
      usd: costOf(prices.lambdaGbSeconds, DAY_SECONDS * memoryGb),
    },
    {
      brake: `maximum throughput of a table, ${writesPerSecond} writes a second`,
      units: writes,
      unit: "writes",
      usd: costOf(prices.dynamoDbWrites, writes),
    },
  ];
}
