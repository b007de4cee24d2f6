import { CfnIPSet, CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { customResponseBodies, refusal, WINDOW_SECONDS } from "./edge-refusals.ts";
import { named, type Stage } from "./stage.ts";

/** What a rule does with a request that matches: refuse it, or only let it be seen in the metrics. */
export const RULE_MODES = ["block", "count"] as const;
type RuleMode = (typeof RULE_MODES)[number];

/** Anonymous addresses only count: many who use a VPN or Tor are people with something to say. */
const DEFAULT_MODES = {
  "blocked-addresses": "block",
  "oversized-body": "block",
  rate: "block",
  "ip-reputation": "block",
  "anonymous-ip": "count",
  common: "block",
  "known-bad-inputs": "block",
} satisfies Record<string, RuleMode>;

type RuleName = keyof typeof DEFAULT_MODES;
export const RULE_NAMES = Object.keys(DEFAULT_MODES) as readonly RuleName[];

export interface EdgeWebAclProps {
  readonly stage: Stage;
  readonly rules?: Partial<Record<RuleName, RuleMode>>;
  /** CIDR ranges, IPv4 and IPv6, that no rule looks at: a monitor, a partner who calls often. Default: none. */
  readonly allowedAddresses?: readonly string[];
  /** CIDR ranges that are refused. What is written into the set by hand lasts until the next deployment. */
  readonly blockedAddresses?: readonly string[];
  /**
   * Requests of one address in 300 seconds, the page's files included. Default 600.
   *
   * This ends floods and is no limit for callers: WAF looks about every ten seconds, and a limit of ten has let
   * 159 requests through in a minute. The limit that holds exactly is the functions' own. So this one is far
   * above what people do (a visit is about five requests, so 600 are 120 visits from one office), and the window
   * is one of the long ones: who pauses for a moment is not let in again at once.
   */
  readonly requestsPerFiveMinutes?: number;
}

/**
 * Rules that would refuse what people write. A message of 5,000 characters may have more than the 8 KB of the
 * first, and one about web pages holds markup and addresses. The functions escape all text and fetch no URL.
 */
const PROSE_RULES = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY"];

/** The rules at CloudFront, cheapest first. A refused request costs 0.60 USD per million and reaches nothing else. */
export class EdgeWebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EdgeWebAclProps) {
    super(scope, id);
    const modes = { ...DEFAULT_MODES, ...props.rules };
    const own = (name: RuleName, statement: Statement, block: CfnWebACL.BlockActionProperty) =>
      rule(name, statement, {
        action: modes[name] === "count" ? { count: {} } : { block },
      });
    const managed = (name: RuleName, group: string, counted: readonly string[] = []) =>
      rule(name, managedGroup(group, counted), {
        overrideAction: modes[name] === "count" ? { count: {} } : { none: {} },
      });

    const rules = [
      // First, so that it can make holes in a blocked range.
      rule("allowed-addresses", this.addressesIn("Allowed", props.stage, props.allowedAddresses), {
        action: { allow: {} },
      }),
      own(
        "blocked-addresses",
        this.addressesIn("Blocked", props.stage, props.blockedAddresses),
        refusal("forbidden", 403),
      ),
      own("rate", rateOver(props.requestsPerFiveMinutes ?? 600), refusal("too-many", 429)),
      own("oversized-body", bodyOver(INSPECTED_BODY_BYTES), refusal("too-large", 413)),
      managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
      managed("anonymous-ip", "AWSManagedRulesAnonymousIpList"),
      managed("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
      managed("common", "AWSManagedRulesCommonRuleSet", PROSE_RULES),
    ];

    const acl = new CfnWebACL(this, "Acl", {
      name: named(props.stage, "edge"),
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      // As much as the contact form reads. The default is 16 KB, and a long message in Chinese that is sent without
      // script takes 45. Only bodies above the default cost more.
      associationConfig: { requestBody: { CLOUDFRONT: { defaultSizeInspectionLimit: "KB_64" } } },
      customResponseBodies,
      rules: rules.map((each, priority) => ({ ...each, priority })),
      visibilityConfig: visible(named(props.stage, "edge")),
    });
    this.arn = acl.attrArn;
  }

  /** A set holds addresses of one version only, so there are two of each. */
  private addressesIn(id: string, stage: Stage, cidrs: readonly string[] = []): Statement {
    const set = (version: "IPV4" | "IPV6") => {
      const addresses = cidrs.filter((cidr) => cidr.includes(":") === (version === "IPV6"));
      const name = named(stage, `edge-${id.toLowerCase()}-${version.toLowerCase()}`);
      const { attrArn } = new CfnIPSet(this, `${id}${version}`, {
        name,
        scope: "CLOUDFRONT",
        ipAddressVersion: version,
        addresses,
      });
      return { ipSetReferenceStatement: { arn: attrArn } };
    };
    return { orStatement: { statements: [set("IPV4"), set("IPV6")] } };
  }
}

/**
 * 64 KB: the most that WAF can look at, and the most that the contact form takes. `/formsubmit` takes more: a
 * partner who needs that calls the API itself, or from an allowed address.
 */
const INSPECTED_BODY_BYTES = 65_536;

type Statement = CfnWebACL.StatementProperty;
type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

const rule = (name: string, statement: Statement, effect: Pick<Rule, "action" | "overrideAction">): Rule => ({
  name,
  statement,
  ...effect,
  visibilityConfig: visible(name),
});

/** Samples show whom a counting rule would have refused. WAF keeps them for three hours, in this account. */
const visible = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

const rateOver = (limit: number): Statement => ({
  rateBasedStatement: {
    // The connection's own address. FORWARDED_IP reads a header that every client writes as it likes.
    aggregateKeyType: "IP",
    evaluationWindowSec: WINDOW_SECONDS,
    limit,
  },
});

const bodyOver = (bytes: number): Statement => ({
  sizeConstraintStatement: {
    fieldToMatch: { body: { oversizeHandling: "MATCH" } }, // What WAF cannot see to its end is too large.
    comparisonOperator: "GT",
    size: bytes,
    textTransformations: [{ priority: 0, type: "NONE" }],
  },
});

const managedGroup = (name: string, counted: readonly string[]): Statement => ({
  managedRuleGroupStatement: {
    vendorName: "AWS",
    name,
    ...(counted.length > 0 && {
      ruleActionOverrides: counted.map((each) => ({ name: each, actionToUse: { count: {} } })),
    }),
  },
});
