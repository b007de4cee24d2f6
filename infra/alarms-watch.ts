import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Stage } from "./stage.ts";

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

/** As it can be typed: without its stage, a command means the system on the laptop. */
export const command = (stage: Stage, words: string) => `\`npx postern ${words} --stage ${stage}\``;

/** @param what a function that strangers or your code call. */
export const pausing = (stage: Stage, what: "signup" | "sms") =>
  `${command(stage, `pause ${what}`)} (heard with Controls=true alone)`;

/** All of it goes into the mail: who gets it at night has no manual at hand. */
export const descriptionOf = ({ means, todo }: Watch) => `${means} What to do: ${todo}`;
