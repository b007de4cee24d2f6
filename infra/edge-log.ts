import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from "aws-cdk-lib/aws-logs";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { named, type Stage } from "./stage.ts";

export interface EdgeLogProps {
  readonly stage: Stage;
  readonly distribution: Distribution;
}

const KEPT_FOR = Duration.days(30);

/**
 * What is logged of a request: enough to see floods, errors and slowness. Not the address, port, user agent,
 * referrer, cookies, country or query: they tell who wrote to you, and a form sent by mistake as GET has the
 * whole message in its query.
 *
 * After a change of this list see that logs still come: updating a delivery has been seen to lose the prefix `AWSLogs/`, under
 * which alone the bucket takes them.
 */
const FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "x-edge-request-id",
  "x-edge-detailed-result-type",
  "cs-method",
  "cs-uri-stem",
  "sc-status",
  "sc-bytes",
  "time-taken",
  "cs-protocol-version",
  "ssl-protocol",
];

/**
 * Access logs, by standard logging v2, because the older kind writes every visitor's address. Into S3, because a
 * flood is logged as well: about 0.01 USD per million requests there, and 20 times that in CloudWatch.
 * WAF's own log is off: it cannot leave the address out. Its metrics and samples say which rule refused.
 */
export class EdgeLog extends Construct {
  constructor(scope: Construct, id: string, { stage, distribution }: EdgeLogProps) {
    super(scope, id);
    const { account, region, partition } = Stack.of(this);
    const name = named(stage, "edge");
    const bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: KEPT_FOR }],
      removalPolicy: RemovalPolicy.RETAIN, // CloudFormation deletes no bucket that has something in it.
    });
    Validations.of(bucket).acknowledge({
      id: "AwsSolutions-S1",
      reason: "It holds logs. Logs about its reading would need a bucket of their own, and so on.",
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("delivery.logs.amazonaws.com")],
        actions: ["s3:PutObject"],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:${partition}:logs:${region}:${account}:delivery-source:${name}` },
        },
      }),
    );

    const source = new CfnDeliverySource(this, "Source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, "Destination", {
      name,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: "json",
    });
    const delivery = new CfnDelivery(this, "Delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: FIELDS,
    });
    delivery.node.addDependency(source, bucket); // With its policy, without which AWS refuses the delivery.
  }
}
