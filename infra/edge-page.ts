import { type CfnElement, Duration, Fn, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import {
  type BehaviorOptions,
  CachePolicy,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import { Construct } from "constructs";
import { allowing } from "./grants.ts";
import { named, type Stage } from "./stage.ts";

export interface EdgePageProps {
  readonly stage: Stage;
  /** The folder with `index.html` and what it loads. */
  readonly folder: string;
  /** Where the form sends browsers without script afterwards. May be blank, or a path of this site. */
  readonly successUrl: string;
}

/** A new version is seen this much later. Clearing the cache instead would need a right on all distributions. */
const FRESH_FOR = Duration.minutes(5);

/** CDK's function for uploads. There is one for the whole stack, beside this construct. */
const UPLOADER = "Custom::CDKBucketDeployment";

/** The page loads its own files and posts to its own origin, nothing else. Chromium asks for a redirect's target as well. */
const contentSecurityPolicy = (successUrl: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${hostOf(successUrl)}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** CloudFormation fills it in: the third part between slashes, and two more slashes so that a blank one has three. */
const hostOf = (url: string) => Fn.select(2, Fn.split("/", `${url}//`));

/** The static form page: files in a private bucket that only CloudFront reads. */
export class EdgePage extends Construct {
  readonly behavior: BehaviorOptions;

  constructor(scope: Construct, id: string, { stage, folder, successUrl }: EdgePageProps) {
    super(scope, id);
    const bucket = this.privateBucket();
    this.upload(folder, bucket, stage);
    this.behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.securityHeaders(stage, successUrl),
    };
  }

  private privateBucket(): IBucket {
    const bucket = new Bucket(this, "Files", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN, // CloudFormation deletes no bucket that has something in it.
    });
    Validations.of(bucket).acknowledge({
      id: "AwsSolutions-S1",
      reason: "Only CloudFront reads this bucket, and CloudFront logs what was asked for.",
    });
    return bucket as IBucket; // The library is not typed for exactOptionalPropertyTypes.
  }

  private securityHeaders(stage: Stage, successUrl: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, "Headers", {
      responseHeadersPolicyName: named(stage, "page"),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(successUrl), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        // With `no-referrer`, browsers send `Origin: null` on form posts, and those are refused.
        referrerPolicy: {
          referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
          override: true,
        },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: "permissions-policy", value: "camera=(), geolocation=(), microphone=()", override: true },
        ],
      },
    });
  }

  /** By CDK's own function, with a role that has less than CDK would give it. */
  private upload(folder: string, bucket: IBucket, stage: Stage): void {
    const archive = new Asset(this, "Archive", { path: folder, exclude: ["*.md"] });
    const logGroup = new LogGroup(this, "UploadLog", {
      logGroupName: `/aws/lambda/${named(stage, "page-upload")}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "UploadRole", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: {
        upload: new PolicyDocument({
          statements: [
            allowing(archive.bucket.arnForObjects(archive.s3ObjectKey), "s3:GetObject"),
            allowing(bucket.bucketArn, "s3:ListBucket"),
            // Every file of the page: which there are is known only when the folder is read.
            allowing(bucket.arnForObjects("*"), "s3:PutObject", "s3:DeleteObject"),
            allowing(logGroup.logGroupArn, "logs:CreateLogStream", "logs:PutLogEvents"),
          ],
        }),
      },
    });
    const files = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnElement);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${files}.Arn>/*]`,
      reason: "The upload writes and removes every file of the page, in this one bucket.",
    });

    new BucketDeployment(this, "Upload", {
      sources: [Source.bucket(archive.bucket, archive.s3ObjectKey)],
      destinationBucket: bucket,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(FRESH_FOR)],
      role: role.withoutPolicyUpdates(),
      logGroup,
    });
    const uploader = Stack.of(this).node.children.find(({ node }) => node.id.startsWith(UPLOADER));
    if (!uploader) throw new Error(`aws-cdk-lib no longer names its function ${UPLOADER}…`);
    Validations.of(uploader).acknowledge({
      id: "AwsSolutions-L1",
      reason:
        "The function is CDK's own and runs only while deploying. Its runtime changes with aws-cdk-lib.",
    });
  }
}
