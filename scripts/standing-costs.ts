import { costOf, type Prices } from "./aws-prices.ts";

const MONTH_SECONDS = 30 * 86_400;
/** Long polls that Lambda keeps open on an idle queue. */
const IDLE_POLLS = 5;
const POLL_SECONDS = 20;

/** What costs while nobody asks. */
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
  { part: "Secrets Manager: secrets", price: "secret", units: 3, free: "" },
  { part: "Secrets Manager: CloudFront's secret", price: "secret", units: 1, free: "", isEdge: true },
  { part: "CloudWatch: alarms", price: "alarm", units: 39, free: "10" },
  { part: "CloudWatch: dashboard", price: "dashboard", units: 1, free: "3, of at most 50 metrics" },
  {
    part: "SQS: requests of Lambda to an idle queue",
    price: "sqsRequests",
    units: (IDLE_POLLS * MONTH_SECONDS) / POLL_SECONDS,
    free: "1,000,000",
  },
];

/** US dollars. */
export const monthly = (prices: Prices, parts: readonly Part[]): number =>
  parts.reduce((total, { price, units }) => total + costOf(prices[price], units), 0);
