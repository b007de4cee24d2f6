import { RemovalPolicy } from "aws-cdk-lib";

export const STAGES = ["dev", "prod"] as const;

export type Stage = (typeof STAGES)[number];

export const named = (stage: Stage, name: string) => `postern-${name}-${stage}`;

/** Its name in CloudFormation, and its id in the app. */
export const stackNameOf = (stage: Stage) => `postern-${stage}`;

export const isProd = (stage: Stage) => stage === "prod";

/**
 * What becomes of data when the stack goes, or the resource is replaced: prod's stays. What a first deployment made that then
 * failed goes in any case, or the next one would find its names taken.
 */
export const removalPolicy = (stage: Stage) =>
  isProd(stage) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
