/** What AWS takes for so many units of something. */
export interface Price {
  readonly usd: number;
  readonly per: number;
  /** Written after `per`, or alone where that is 1. */
  readonly unit: string;
  /** The day or month that the source gives the price for; "undated" where it names none. */
  readonly asOf: string;
  /** Where it stands: an AWS page, or a page that quotes AWS. */
  readonly source: string;
}

export const REGION = "us-east-1";

const PRICE_PAGES = { asOf: "2026-11", source: "AWS's public price pages" };
const WAF = { asOf: "undated", source: "https://c3x.dev/blog/aws-waf-cost-explained/" };

/** On demand, in REGION, the first tier of each, no free tier taken off. The pages named were read on 2026-11-22. */
export const AWS_PRICES = {
  wafRequests: { usd: 0.6, per: 1_000_000, unit: "requests that WAF sees", ...PRICE_PAGES },
  cloudFrontRequests: { usd: 1, per: 1_000_000, unit: "HTTPS requests from the US", ...PRICE_PAGES },
  apiGatewayRequests: { usd: 3.5, per: 1_000_000, unit: "REST API requests", ...PRICE_PAGES },
  lambdaRequests: { usd: 0.2, per: 1_000_000, unit: "Lambda requests", ...PRICE_PAGES },
  lambdaGbSeconds: { usd: 0.000_013_333_4, per: 1, unit: "GB-second, arm64", ...PRICE_PAGES },
  logBytes: { usd: 0.5, per: 1_000_000_000, unit: "bytes into CloudWatch Logs", ...PRICE_PAGES },
  dynamoDbWrites: { usd: 0.625, per: 1_000_000, unit: "writes of at most 1 KB", ...PRICE_PAGES },
  sesMails: { usd: 0.16, per: 1_000, unit: "mails, SES's default plan", ...PRICE_PAGES },
  sqsRequests: {
    usd: 0.4,
    per: 1_000_000,
    unit: "requests to a standard queue",
    asOf: "2026-03-14",
    source: "https://cloudburn.io/blog/amazon-sqs-pricing",
  },
  wafWebAcl: { usd: 5, per: 1, unit: "web ACL, a month", ...WAF },
  wafRule: { usd: 1, per: 1, unit: "rule or managed rule group, a month", ...WAF },
  secret: {
    usd: 0.4,
    per: 1,
    unit: "secret, a month",
    asOf: "2026-09-20",
    source:
      "https://raw.githubusercontent.com/api-evangelist/amazon-secrets-manager/refs/heads/main/plans/amazon-secrets-manager-plans-pricing.yml",
  },
  alarm: {
    usd: 0.1,
    per: 1,
    unit: "alarm of standard resolution, a month",
    asOf: "undated",
    source: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm",
  },
  dashboard: {
    usd: 3,
    per: 1,
    unit: "dashboard, a month",
    asOf: "2026-06-13",
    source: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
  },
  hostedZone: {
    usd: 0.5,
    per: 1,
    unit: "hosted zone, a month",
    asOf: "2026-09-20",
    source:
      "https://raw.githubusercontent.com/api-evangelist/amazon-route53-resolver/refs/heads/main/plans/amazon-route53-resolver-plans-pricing.yml",
  },
} as const satisfies Readonly<Record<string, Price>>;

export type Prices = Readonly<Record<keyof typeof AWS_PRICES, Price>>;

/** US dollars for so many units. */
export const costOf = (price: Price, units: number): number => (units * price.usd) / price.per;
