import { CfnOutput, Duration, Stack, Validations } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { RestApiOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { Construct } from "constructs";
import { API_KEY_HEADER } from "../src/access/api-key-header.ts";
import { EDGE_HEADER } from "../src/http/edge.ts";
import { PROBE_HEADER } from "../src/http/probe.ts";
import { type EdgeDomain, EdgeHost } from "./edge-host.ts";
import { EdgeLog } from "./edge-log.ts";
import { EdgePage } from "./edge-page.ts";
import { EdgeWebAcl, type EdgeWebAclProps } from "./edge-web-acl.ts";
import { named, type Stage } from "./stage.ts";

export interface EdgeProps extends Omit<EdgeWebAclProps, "stage"> {
  readonly stage: Stage;
  readonly api: RestApi;
  /**
   * The secret by which the functions know this distribution, as `{{resolve:secretsmanager:…}}`.
   *
   * CloudFormation resolves it while deploying, in the stack's own region: the secret, or a replica, has to be in
   * us-east-1. So the value stands in no template. It does stand in the distribution's configuration, where
   * whoever has `cloudfront:GetDistributionConfig` reads it. A new value is sent only after the next deployment
   * that changes the distribution; the functions take two values so that nothing is refused meanwhile.
   */
  readonly originSecret: string;
  /** Without one, the page is at the distribution's own `….cloudfront.net`, which also speaks TLS 1.0 and 1.1. */
  readonly domain?: EdgeDomain;
  /** The folder with `index.html` and what it loads. */
  readonly pageFolder: string;
  /** Where the form sends browsers without script afterwards, may be blank: the page has to allow it. */
  readonly successUrl: string;
}

/** What CloudFront passes on to the functions. */
const FUNCTION_PATHS = ["/contact", "/contact/thanks", "/signup", "/formsubmit"];

/**
 * The headers that a function reads, and no others. Not `Host`: API Gateway finds the API by it and answers 403 to
 * any other. The last is CloudFront's own, `ip:port` of the viewer, and added only because it is named here.
 */
const FORWARDED_HEADERS = [
  "accept",
  "content-type",
  "origin",
  "sec-fetch-site",
  "idempotency-key",
  "access-control-request-method",
  "access-control-request-headers",
  API_KEY_HEADER,
  PROBE_HEADER,
  "CloudFront-Viewer-Address",
];

/**
 * CloudFront keeps these errors for ten seconds. One caller's refusal must not be another's answer.
 * It keeps no others, such as 429, unless an answer asks for it by Cache-Control.
 */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** CloudFront and WAF before the API, with the form page. Shield Standard comes with it and costs nothing. */
export class Edge extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    this.requireUsEast1();
    this.requireReference(props.originSecret);
    const { stage, domain } = props;
    const webAcl = new EdgeWebAcl(this, "WebAcl", props);
    const page = new EdgePage(this, "Page", {
      stage,
      folder: props.pageFolder,
      successUrl: props.successUrl,
    });
    const host = domain && new EdgeHost(this, "Host", domain);
    const functions = this.functionsBehavior(props);

    this.distribution = new Distribution(this, "Distribution", {
      comment: named(stage, "edge"),
      defaultBehavior: page.behavior,
      defaultRootObject: "index.html",
      additionalBehaviors: Object.fromEntries(FUNCTION_PATHS.map((path) => [path, functions])),
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      webAclId: webAcl.arn,
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(host && {
        domainNames: [host.name],
        certificate: host.certificate,
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    new EdgeLog(this, "Log", { stage, distribution: this.distribution });
    host?.pointTo(this.distribution);
    this.acknowledge(host);

    new CfnOutput(this, "Url", {
      value: `https://${host?.name ?? this.distribution.distributionDomainName}`,
      description: "Where the form page is, and the origin to allow",
    }).overrideLogicalId("EdgeUrl");
    new CfnOutput(this, "DistributionId", { value: this.distribution.distributionId }).overrideLogicalId(
      "EdgeDistributionId",
    );
    new CfnOutput(this, "WebAclArn", { value: webAcl.arn }).overrideLogicalId("EdgeWebAclArn");
  }

  private functionsBehavior({ stage, api, originSecret }: EdgeProps): BehaviorOptions {
    return {
      origin: new RestApiOrigin(api, { customHeaders: { [EDGE_HEADER]: originSecret } }),
      allowedMethods: AllowedMethods.ALLOW_ALL, // The only set that has POST. The functions refuse the others.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: new OriginRequestPolicy(this, "ToFunctions", {
        originRequestPolicyName: named(stage, "to-functions"),
        headerBehavior: OriginRequestHeaderBehavior.allowList(...FORWARDED_HEADERS),
        // What the thank-you page of browsers without script reads.
        queryStringBehavior: OriginRequestQueryStringBehavior.allowList("error", "sent"),
      }),
      // No redirect: by then the message has gone over the wire in clear.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    };
  }

  private acknowledge(host: EdgeHost | undefined): void {
    Validations.of(this.distribution).acknowledge(
      {
        id: "AwsSolutions-CFR1",
        reason: "A contact form is for whoever wants to write. Countries tell nothing about abuse here.",
      },
      {
        id: "AwsSolutions-CFR3",
        reason:
          "Logged by standard logging v2, which the rule does not know, so that no address is written (EdgeLog).",
      },
    );
    if (host) return;
    Validations.of(this.distribution).acknowledge({
      id: "AwsSolutions-CFR4",
      reason: "AWS fixes the TLS versions of ….cloudfront.net. Give a domain for TLS 1.2 and newer only.",
    });
  }

  /** AWS takes web ACLs and certificates for CloudFront from there alone, and says so only while deploying. */
  private requireUsEast1(): void {
    const { region } = Stack.of(this);
    if (region !== "us-east-1") throw new Error("Edge has to be in a stack whose env.region is us-east-1");
  }

  private requireReference(secret: string): void {
    if (!JSON.stringify(Stack.of(this).resolve(secret)).includes("{{resolve:secretsmanager:"))
      throw new Error(
        "originSecret has to be a {{resolve:secretsmanager:…}} reference, not the secret itself",
      );
  }
}
