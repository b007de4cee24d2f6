import { z } from "zod";
import { RULE_MODES, RULE_NAMES } from "./edge-web-acl.ts";
import type { Stage } from "./stage.ts";

/**
 * What is chosen before there are templates, because it decides what stands in them: context of CDK, from `cdk.json` or as
 * `-c edge=true`. All else that an operator sets is a parameter of CloudFormation.
 */
export interface Options {
  /** CloudFront and WAF, for the stages that are named. */
  readonly edge: Readonly<Partial<Record<Stage, EdgeOptions>>>;
  /** One API key in each stage, under the plan for partners. Default false. */
  readonly partnerKey: boolean;
}

export type EdgeOptions = z.infer<typeof edgeOptions>;

const objectOf = (...names: readonly string[]) => `an object that has nothing but ${names.join(", ")}`;

const matching = (pattern: RegExp, shape: string) =>
  z.string(`must be ${shape}`).regex(pattern, `must be ${shape}`);

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** A certificate has room for 64 characters. */
const HOST_NAME = new RegExp(`^(?=.{1,64}$)(?:${LABEL}\\.)+${LABEL}$`);

const domain = z
  .strictObject(
    {
      name: matching(HOST_NAME, "a host name in small letters, at most 64, such as contact.example.com"),
      hostedZoneId: matching(/^Z[A-Z0-9]{1,31}$/, "the id of a hosted zone, such as Z0123456789ABC"),
      hostedZoneName: matching(
        HOST_NAME,
        "the name of that zone, without a dot at its end, such as example.com",
      ),
    },
    `must be ${objectOf("name", "hostedZoneId", "hostedZoneName")}`,
  )
  .refine(
    ({ name, hostedZoneName }) => `.${name}`.endsWith(`.${hostedZoneName}`),
    "must have a name that lies in its hosted zone",
  );

const rules = z.partialRecord(
  z.enum(RULE_NAMES),
  z.enum(RULE_MODES, `must be ${RULE_MODES.join(" or ")}`),
  `must be ${objectOf(...RULE_NAMES)}`,
);

const RANGE = "must be a CIDR range, IPv4 or IPv6, such as 192.0.2.0/24 or 2001:db8::/32";
const addresses = z.array(
  z
    .union([z.cidrv4(), z.cidrv6()], RANGE)
    .refine((range) => !range.endsWith("/0"), "must be less than the whole Internet: WAF takes no /0"),
  "must be a list of CIDR ranges",
);

/** What WAF takes. */
const REQUESTS = "must be a whole number from 10 to 2000000000";
const requests = z.int(REQUESTS).min(10, REQUESTS).max(2_000_000_000, REQUESTS);

const edgeOptions = z.strictObject(
  {
    domain: domain.exactOptional(),
    rules: rules.exactOptional(),
    allowedAddresses: addresses.exactOptional(),
    blockedAddresses: addresses.exactOptional(),
    requestsPerFiveMinutes: requests.exactOptional(),
  },
  `must be true or ${objectOf("domain", "rules", "allowedAddresses", "blockedAddresses", "requestsPerFiveMinutes")}`,
);

/** `true` is short for all that there is, by its defaults. */
const orTrue = <T extends z.ZodType>(schema: T, all: unknown) =>
  z.preprocess((written) => (written === true ? all : written), schema);

const stageEdge = orTrue(edgeOptions, {}).exactOptional();

const edge = orTrue(
  z
    .strictObject(
      { dev: stageEdge, prod: stageEdge },
      `must be true, false or, as JSON, ${objectOf("dev", "prod")}`,
    )
    .refine(
      ({ dev, prod }) => dev?.domain === undefined || dev.domain.name !== prod?.domain?.name,
      "must have another domain in dev than in prod: CloudFront knows each name once",
    ),
  { dev: {}, prod: {} },
);

const options = z.object({
  edge: z.preprocess((written) => (written === false ? {} : written), edge),
  partnerKey: z.boolean("must be true or false"),
});

/**
 * @param context all that CDK was told.
 * @throws Error with every fault, and what is allowed instead.
 */
export function readOptions(context: Readonly<Record<string, unknown>>): Options {
  const written = (name: keyof Options) => fromCommandLine(context[name] ?? false);
  const read = options.safeParse({ edge: written("edge"), partnerKey: written("partnerKey") });
  const faults = [...misspelt(Object.keys(context)), ...(read.error?.issues.map(sentence) ?? [])];
  if (read.success && faults.length === 0) return read.data;
  throw new Error(["The context of CDK is not as it should be:", ...faults].join("\n- "));
}

/** Context may hold what others read, so no key is unknown. But whoever writes `Edge` believes that WAF is there. */
const misspelt = (names: readonly string[]) =>
  names.flatMap((name) =>
    Object.keys(options.shape)
      .filter((option) => option !== name && option.toLowerCase() === name.toLowerCase())
      .map((option) => `${name} must be written ${option}`),
  );

/** There all is text. What is no JSON stays text, and that is never allowed. */
function fromCommandLine(written: unknown): unknown {
  if (typeof written !== "string") return written;
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}

/** `edge.prod.rules.rate must be block or count` */
function sentence(issue: z.core.$ZodIssue): string {
  const unknown = issue.code === "unrecognized_keys" ? `, not ${issue.keys.join(", ")}` : "";
  return `${issue.path.join(".")} ${issue.message}${unknown}`;
}
