import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";

/** One thing that somebody is told of: at or above `threshold` the alarm goes off. */
export interface Watch {
  /** Becomes `postern-NAME-STAGE`. */
  readonly name: string;
  /** What has happened, in plain words. */
  readonly means: string;
  /** What whoever reads it does first. */
  readonly todo: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** That many of the last `among` periods. Default 1. */
  readonly periods?: number;
  /** Default: `periods`. */
  readonly among?: number;
}

/** All of it goes into the mail: who gets it at night has no manual at hand. */
export const descriptionOf = ({ means, todo }: Watch) => `${means} What to do: ${todo}`;
