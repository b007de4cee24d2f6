import { join } from "node:path";
import { Duration, Tags, Validations } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { FUNCTIONS } from "../scripts/functions.ts";
import { bundleHash } from "../src/aws/bundle-hash.ts";
import { allowing } from "./grants.ts";
import { isProd, named, removalPolicy, type Stage } from "./stage.ts";

export type FunctionName = (typeof FUNCTIONS)[number];

/** What all functions of a deployment share. */
export interface Deployment {
  readonly stage: Stage;
  /** Where `npm run build` has left a folder for each function. */
  readonly bundlesFolder: string;
}

export interface PosternFunctionProps extends Deployment {
  readonly name: FunctionName;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Most instances at once. Absent: no limit but the account's. */
  readonly reservedConcurrency?: number;
  /** Takes the events of asynchronous invocations that failed for good. */
  readonly deadLetterQueue?: IQueue;
}

/** One function with its bundle, its log and a role that may write that log and its traces, and nothing more. */
export class PosternFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: PosternFunctionProps) {
    super(scope, id);
    const { stage, name, bundlesFolder, timeoutSeconds, reservedConcurrency, deadLetterQueue } = props;
    const functionName = named(stage, name);
    const logGroup = logGroupOf(this, stage, functionName);
    // Lambda's own managed policy would let each function make log groups and write to those of all others.
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.role.addToPolicy(allowing(logGroup.logGroupArn, "logs:CreateLogStream", "logs:PutLogEvents"));
    this.lambda = new LambdaFunction(this, "Function", {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(join(bundlesFolder, name)),
      memorySize: props.memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      environment: { ...props.environment },
      role: this.role,
      logGroup,
      tracing: Tracing.ACTIVE,
      ...(deadLetterQueue && { deadLetterQueue }),
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    });
    nameForPeople(this.lambda, name);
    Tags.of(this.lambda).add("bundle", bundleHash(join(bundlesFolder, name)));
    Validations.of(this.role).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason:
        "xray:PutTraceSegments and PutTelemetryRecords know no resources: IAM takes * and nothing else.",
    });
  }
}

/** Who works with the SAM CLI types the logical id: `sam local invoke ContactFunction`. */
function nameForPeople({ node: { defaultChild } }: LambdaFunction, name: FunctionName): void {
  if (!(defaultChild instanceof CfnFunction)) throw new TypeError("The resource is not where CDK keeps it");
  defaultChild.overrideLogicalId(`${name.charAt(0).toUpperCase()}${name.slice(1)}Function`);
}

const logGroupOf = (scope: Construct, stage: Stage, functionName: string) =>
  new LogGroup(scope, "Log", {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: isProd(stage) ? RetentionDays.THREE_MONTHS : RetentionDays.ONE_WEEK,
    removalPolicy: removalPolicy(stage),
  });
