import { awsRegion, tableName } from "./aws.ts";
import { emailAddress, flag, integer, location, origins, secrets, text } from "./kinds.ts";
import { logLevel } from "./log-level.ts";
import type { Rule, Schema, Settings } from "./setting.ts";

/** What the function `contact` reads from its environment. */
export const contactSchema = {
  AWS_REGION: awsRegion,
  RATE_TABLE: {
    kind: tableName,
    about: "DynamoDB table of the hourly limit, with partition key `pk` (S) and TTL attribute `ttl`.",
    example: "postern-rate-limit-prod",
    presence: "required",
  },
  IP_LIMIT_PER_HOUR: {
    kind: integer(1, 100),
    about:
      "Messages that one address may send per clock hour. Offices share an address: raise it rather than lose them.",
    example: "5",
    presence: { default: "5" },
  },
  FROM_EMAIL: {
    kind: emailAddress,
    about: "Sender of the mail, verified in SES.",
    example: "website@example.com",
    presence: "required",
  },
  TO_EMAIL: {
    kind: emailAddress,
    about: "Where the mail goes. Default: `FROM_EMAIL`.",
    example: "office@example.com",
  },
  ALLOWED_ORIGIN: {
    kind: origins,
    about: "Your site's origin, exactly as browsers send it; several with commas. `*` is refused.",
    example: "https://www.example.com",
    presence: "required",
  },
  SITE_NAME: {
    kind: text("a name of at most 80 characters in one line", /^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u),
    about: "Names your site in the subject of the mail.",
    example: "Example Ltd",
  },
  SUCCESS_URL: {
    kind: location,
    about:
      "Where a browser without script is sent after posting, with `?error=CODE` when refused. Default: a plain page of ours.",
    example: "https://www.example.com/thanks",
  },
  CONFIGURATION_SET: {
    kind: text("the name of an SES configuration set", /^[\w-]{1,64}$/),
    about: "SES configuration set, for bounce and complaint events.",
    example: "postern-prod",
  },
  EDGE_SECRET: {
    kind: secrets,
    about: "Secret with which CloudFront proves itself in `x-postern-edge`; two while it is rotated.",
    example: "a-long-random-text-of-yours",
  },
  REQUIRE_EDGE: {
    kind: flag,
    about: "Refuse requests that did not come through CloudFront.",
    example: "true",
    presence: { default: "false" },
  },
  LOG_LEVEL: logLevel,
} as const satisfies Schema;

export type ContactSettings = Settings<typeof contactSchema>;

export const contactRules: readonly Rule<typeof contactSchema>[] = [
  {
    over: ["REQUIRE_EDGE", "EDGE_SECRET"],
    judge: ({ REQUIRE_EDGE, EDGE_SECRET }) =>
      REQUIRE_EDGE && !EDGE_SECRET
        ? {
            setting: "REQUIRE_EDGE",
            fault: "is true and EDGE_SECRET is not set, so every request would be refused",
            remedy:
              "Set EDGE_SECRET to the secret that CloudFront sends in x-postern-edge, or REQUIRE_EDGE to false.",
          }
        : undefined,
  },
];
