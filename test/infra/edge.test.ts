import { type App, SecretValue, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { MockIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import { CachePolicy, type CfnDistribution } from "aws-cdk-lib/aws-cloudfront";
import { Bucket } from "aws-cdk-lib/aws-s3";
import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { Edge, type EdgeProps } from "../../infra/edge.ts";
import { MAX_BODY_BYTES } from "../../src/contact/submission.ts";
import { EDGE_HEADER } from "../../src/http/edge.ts";
import { appAlone } from "./support/synthesized.ts";

const SECRET = SecretValue.secretsManager("postern/edge-dev").unsafeUnwrap();
const DOMAIN = { name: "contact.example.com", hostedZoneId: "Z0TEST", hostedZoneName: "example.com" };
const PATHS = ["/contact", "/contact/thanks", "/signup", "/formsubmit"];

function edge(changes: Partial<EdgeProps> = {}, region = "us-east-1") {
  const app = appAlone();
  const stack = new Stack(app, "Edge", { env: { region } });
  const api = new RestApi(stack, "Api");
  api.root.addMethod("GET", new MockIntegration());
  new Edge(stack, "Edge", {
    stage: "dev",
    api,
    originSecret: SECRET,
    pageFolder: "examples/contact-form",
    successUrl: "",
    ...changes,
  });
  return { app, stack };
}

/** Whatever stands in a template, as the library types it. */
type Json = ReturnType<Template["toJSON"]>[string];

const only = (template: Template, type: string): Json => {
  const [resource, ...others] = Object.values(template.findResources(type));
  expect(others).toEqual([]);
  return resource?.Properties;
};

/** What must hold for the system to be safe, in words. Empty when all does. */
function faults(template: Template): string[] {
  const { DistributionConfig: config } = only(template, "AWS::CloudFront::Distribution");
  const webAcls = Object.entries(template.findResources("AWS::WAFv2::WebACL")) as [string, Json][];
  const [aclId, acl] = webAcls[0] ?? [];
  const origins = new Map<string, Json>(config.Origins.map((origin: Json) => [origin.Id, origin]));
  const found: string[] = [];
  for (const path of PATHS) {
    const behavior = config.CacheBehaviors.find((each: Json) => each.PathPattern === path);
    if (behavior?.CachePolicyId !== CachePolicy.CACHING_DISABLED.cachePolicyId)
      found.push(`${path} is cached`);
    const headers: Json[] = origins.get(behavior?.TargetOriginId)?.OriginCustomHeaders ?? [];
    if (!headers.some(({ HeaderName }) => HeaderName === EDGE_HEADER)) found.push(`${path} has no secret`);
  }
  if (config.WebACLId?.["Fn::GetAtt"]?.[0] !== aclId) found.push("the web ACL is not attached");
  const rates = acl?.Properties.Rules.flatMap(({ Statement }: Json) => Statement.RateBasedStatement ?? []);
  if (rates?.length !== 1) found.push("there is no rate rule");
  for (const { AggregateKeyType } of rates ?? [])
    if (AggregateKeyType !== "IP") found.push(`the rate is counted by ${AggregateKeyType}`);
  return found;
}

/** What cdk-nag has against anything but the API, which is somebody else's. */
const findings = (app: App) =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    )
    .filter((finding) => !finding.includes(" Edge/Api/"));

const rulesOf = (template: Template): Record<string, Json> =>
  Object.fromEntries(only(template, "AWS::WAFv2::WebACL").Rules.map((rule: Json) => [rule.Name, rule]));

const modesOf = (template: Template) =>
  Object.fromEntries(
    Object.entries(rulesOf(template)).map(([name, { Action, OverrideAction }]) => [
      name,
      Object.keys(Action ?? OverrideAction)[0]?.toLowerCase(),
    ]),
  );

describe("the edge", () => {
  const { app, stack } = edge();
  const template = Template.fromStack(stack);
  const { DistributionConfig: config } = only(template, "AWS::CloudFront::Distribution");

  it("is safe", () => expect(faults(template)).toEqual([]));

  it("passes the rules of cdk-nag", () => {
    expect(findings(app)).toEqual([]);
  });

  it("passes on what a function reads, the viewer's address, and not Host", () => {
    const { HeadersConfig, CookiesConfig, QueryStringsConfig } = only(
      template,
      "AWS::CloudFront::OriginRequestPolicy",
    ).OriginRequestPolicyConfig;
    expect(HeadersConfig).toEqual({
      HeaderBehavior: "whitelist",
      Headers: [
        "accept",
        "content-type",
        "origin",
        "sec-fetch-site",
        "idempotency-key",
        "access-control-request-method",
        "access-control-request-headers",
        "x-api-key",
        "x-postern-probe",
        "CloudFront-Viewer-Address",
      ],
    });
    expect(CookiesConfig).toEqual({ CookieBehavior: "none" });
    expect(QueryStringsConfig).toEqual({ QueryStringBehavior: "whitelist", QueryStrings: ["error", "sent"] });
    const policies = config.CacheBehaviors.map((each: Json) => each.OriginRequestPolicyId);
    expect(policies).toEqual(PATHS.map(() => ({ Ref: expect.stringMatching(/^EdgeToFunctions/) })));
  });

  it("has the secret as a reference, and once", () => {
    const api = config.Origins.find((origin: Json) => origin.CustomOriginConfig);
    expect(api.OriginCustomHeaders).toEqual([
      { HeaderName: EDGE_HEADER, HeaderValue: "{{resolve:secretsmanager:postern/edge-dev:SecretString:::}}" },
    ]);
    expect(JSON.stringify(template.toJSON()).split("{{resolve:")).toHaveLength(2);
    expect(api.CustomOriginConfig).toEqual({
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
    });
  });

  it("takes POST over HTTPS only, and keeps no error for the next caller", () => {
    for (const behavior of config.CacheBehaviors) {
      expect(behavior.ViewerProtocolPolicy).toBe("https-only");
      expect(behavior.AllowedMethods).toContain("POST");
    }
    for (const { ErrorCachingMinTTL, ResponseCode } of config.CustomErrorResponses) {
      expect(ErrorCachingMinTTL).toBe(0);
      expect(ResponseCode).toBeUndefined(); // It would replace the functions' answers as well.
    }
  });

  it("speaks HTTP/2 and HTTP/3", () => expect(config.HttpVersion).toBe("http2and3"));

  it("shows the page from a private bucket, by origin access control, with security headers", () => {
    const page = config.DefaultCacheBehavior;
    expect(page.CachePolicyId).toBe(CachePolicy.CACHING_OPTIMIZED.cachePolicyId);
    expect(page.ViewerProtocolPolicy).toBe("redirect-to-https");
    expect(config.DefaultRootObject).toBe("index.html");
    const origin = config.Origins.find((each: Json) => each.Id === page.TargetOriginId);
    expect(origin.OriginAccessControlId).toBeDefined();
    expect(origin.OriginCustomHeaders).toBeUndefined();
    template.allResourcesProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const headers = only(template, "AWS::CloudFront::ResponseHeadersPolicy").ResponseHeadersPolicyConfig;
    expect(headers.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).not.toContain("unsafe");
    expect(headers.SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy).toBe(
      "strict-origin-when-cross-origin",
    );
    expect(headers.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
  });

  it.each([
    ["https://www.example.com/thanks", "'self' www.example.com"],
    ["http://localhost:8080", "'self' localhost:8080"],
    ["/thanks", "'self' "],
    ["", "'self' "],
  ])("lets the form post here, and be sent to %j afterwards", (successUrl, targets) => {
    const { stack } = edge({ successUrl });
    const { ResponseHeadersPolicyConfig } = only(
      Template.fromStack(stack),
      "AWS::CloudFront::ResponseHeadersPolicy",
    );
    const policy = ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy;
    expect(policy.ContentSecurityPolicy).toContain(`; form-action ${targets}; `);
  });

  it("uploads the page with these rights and no others", () => {
    const [role] = Object.values(
      template.findResources("AWS::IAM::Role", { Properties: { Policies: Match.anyValue() } }),
    ) as Json[];
    const statements: Json[] = role.Properties.Policies[0].PolicyDocument.Statement;
    expect(statements.map(({ Action }) => Action)).toEqual([
      "s3:GetObject",
      "s3:ListBucket",
      ["s3:DeleteObject", "s3:PutObject"],
      ["logs:CreateLogStream", "logs:PutLogEvents"],
    ]);
    expect(statements.map(({ Resource }) => Resource)).not.toContain("*");
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    template.resourceCountIs("AWS::IAM::Policy", 0);
  });

  it("logs no address, agent, cookie or query", () => {
    const { RecordFields } = only(template, "AWS::Logs::Delivery");
    expect(
      RecordFields.filter((name: string) =>
        /ip|port|agent|cookie|query|referer|country|forwarded/i.test(name),
      ),
    ).toEqual([]);
    expect(config.Logging).toBeUndefined();
    template.resourceCountIs("AWS::WAFv2::LoggingConfiguration", 0);
  });
});

describe("the web ACL", () => {
  const template = Template.fromStack(edge().stack);

  it("blocks, and counts anonymous addresses, in this order", () => {
    expect(modesOf(template)).toEqual({
      "allowed-addresses": "allow",
      "blocked-addresses": "block",
      rate: "block",
      "oversized-body": "block",
      "ip-reputation": "none", // AWS's own actions hold.
      "anonymous-ip": "count",
      "known-bad-inputs": "none",
      common: "none",
    });
    expect(Object.values(rulesOf(template)).map(({ Priority }) => Priority)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(only(template, "AWS::WAFv2::WebACL").Scope).toBe("CLOUDFRONT");
  });

  it("counts what a prop says, and blocks what a prop says", () => {
    const rules = { rate: "count", common: "count", "anonymous-ip": "block" } as const;
    expect(modesOf(Template.fromStack(edge({ rules }).stack))).toMatchObject({
      rate: "count",
      common: "count",
      "anonymous-ip": "none",
      "oversized-body": "block",
    });
  });

  it("ends floods of one address, and says when to come back", () => {
    const { Statement, Action } = rulesOf(template).rate;
    expect(Statement.RateBasedStatement).toEqual({
      AggregateKeyType: "IP",
      EvaluationWindowSec: 300,
      Limit: 600,
    });
    expect(Action.Block.CustomResponse).toEqual({
      ResponseCode: 429,
      CustomResponseBodyKey: "too-many",
      ResponseHeaders: [{ Name: "retry-after", Value: "300" }],
    });
  });

  it("looks at as much as the contact form takes, and refuses what is larger", () => {
    const acl = only(template, "AWS::WAFv2::WebACL");
    expect(acl.AssociationConfig.RequestBody.CLOUDFRONT).toEqual({ DefaultSizeInspectionLimit: "KB_64" });
    const { Statement, Action } = rulesOf(template)["oversized-body"];
    expect(Statement.SizeConstraintStatement).toMatchObject({
      ComparisonOperator: "GT",
      Size: MAX_BODY_BYTES,
      FieldToMatch: { Body: { OversizeHandling: "MATCH" } },
    });
    expect(Action.Block.CustomResponse.ResponseCode).toBe(413);
  });

  it("does not refuse long messages, or messages about web pages", () => {
    const overrides = rulesOf(template).common.Statement.ManagedRuleGroupStatement.RuleActionOverrides;
    expect(overrides).toEqual(
      ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY"].map((Name) => ({
        Name,
        ActionToUse: { Count: {} },
      })),
    );
  });

  it("answers in the shape of the functions", () => {
    const bodies: Json[] = Object.values(only(template, "AWS::WAFv2::WebACL").CustomResponseBodies);
    for (const { Content, ContentType } of bodies) {
      expect(ContentType).toBe("APPLICATION_JSON");
      expect(JSON.parse(Content)).toMatchObject({
        success: false,
        error: expect.stringMatching(/^[A-Z_]+$/),
      });
    }
  });

  it("answers blocked addresses with a code that no function has, so that the doctor tells who refused", () => {
    const blocked = rulesOf(template)["blocked-addresses"].Action.Block.CustomResponse;
    const bodies = only(template, "AWS::WAFv2::WebACL").CustomResponseBodies;
    expect(blocked.ResponseCode).toBe(403);
    expect(JSON.parse(bodies[blocked.CustomResponseBodyKey].Content).error).toBe("BLOCKED");
  });

  it("sorts addresses into sets of their version", () => {
    const { stack } = edge({
      allowedAddresses: ["192.0.2.1/32"],
      blockedAddresses: ["198.51.100.0/24", "2001:db8::/32"],
    });
    const sets = Object.values(Template.fromStack(stack).findResources("AWS::WAFv2::IPSet")) as Json[];
    expect(Object.fromEntries(sets.map(({ Properties: { Name, Addresses } }) => [Name, Addresses]))).toEqual({
      "postern-edge-allowed-ipv4-dev": ["192.0.2.1/32"],
      "postern-edge-allowed-ipv6-dev": [],
      "postern-edge-blocked-ipv4-dev": ["198.51.100.0/24"],
      "postern-edge-blocked-ipv6-dev": ["2001:db8::/32"],
    });
  });
});

describe("with a domain", () => {
  const { app, stack } = edge({ domain: DOMAIN });
  const template = Template.fromStack(stack);

  it("has a certificate proven by DNS, TLS 1.2 and newer, and both kinds of address", () => {
    template.hasResourceProperties("AWS::CertificateManager::Certificate", {
      DomainName: "contact.example.com",
      ValidationMethod: "DNS",
      DomainValidationOptions: [{ DomainName: "contact.example.com", HostedZoneId: "Z0TEST" }],
    });
    const { DistributionConfig: config } = only(template, "AWS::CloudFront::Distribution");
    expect(config.Aliases).toEqual(["contact.example.com"]);
    expect(config.ViewerCertificate).toMatchObject({
      MinimumProtocolVersion: "TLSv1.2_2021",
      SslSupportMethod: "sni-only",
    });
    const records = Object.values(template.findResources("AWS::Route53::RecordSet")) as Json[];
    expect(records.map(({ Properties }) => `${Properties.Type} ${Properties.Name}`).sort()).toEqual([
      "A contact.example.com.",
      "AAAA contact.example.com.",
    ]);
    template.hasOutput("EdgeUrl", { Value: "https://contact.example.com" });
  });

  it("passes the rules of cdk-nag", () => {
    expect(findings(app)).toEqual([]);
  });
});

describe("what a mistake looks like", () => {
  it("a secret in clear is refused, and so is another region", () => {
    expect(() => edge({ originSecret: "a-long-random-text-of-yours" })).toThrow("originSecret");
    expect(() => edge({}, "eu-central-1")).toThrow("us-east-1");
  });

  const planted = (plant: (stack: Stack) => void) => {
    const { stack } = edge();
    plant(stack);
    return faults(Template.fromStack(stack));
  };
  const distribution = (stack: Stack) =>
    stack.node.findChild("Edge").node.findChild("Distribution").node.defaultChild as CfnDistribution;
  const acl = (stack: Stack) =>
    stack.node.findChild("Edge").node.findChild("WebAcl").node.findChild("Acl") as CfnWebACL;
  const CONFIG = "DistributionConfig";

  it("what cdk-nag would refuse is seen", () => {
    const { app, stack } = edge();
    new Bucket(stack, "Open");
    expect(findings(app)).toEqual([
      "AwsSolutions-S1 Edge/Open/Resource",
      "AwsSolutions-S10 Edge/Open/Resource",
    ]);
  });

  it("caching on /contact is seen", () => {
    const cached = CachePolicy.CACHING_OPTIMIZED.cachePolicyId;
    expect(
      planted((stack) =>
        distribution(stack).addPropertyOverride(`${CONFIG}.CacheBehaviors.0.CachePolicyId`, cached),
      ),
    ).toEqual(["/contact is cached"]);
  });

  it("a missing secret is seen", () => {
    expect(
      planted((stack) =>
        distribution(stack).addPropertyDeletionOverride(`${CONFIG}.Origins.1.OriginCustomHeaders`),
      ),
    ).toEqual(PATHS.map((path) => `${path} has no secret`));
  });

  it("a web ACL that is not attached is seen", () => {
    expect(planted((stack) => distribution(stack).addPropertyDeletionOverride(`${CONFIG}.WebACLId`))).toEqual(
      ["the web ACL is not attached"],
    );
  });

  it("a rate counted by what a client writes is seen", () => {
    expect(
      planted((stack) =>
        acl(stack).addPropertyOverride(
          "Rules.2.Statement.RateBasedStatement.AggregateKeyType",
          "FORWARDED_IP",
        ),
      ),
    ).toEqual(["the rate is counted by FORWARDED_IP"]);
  });
});
