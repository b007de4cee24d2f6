import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Ending } from "../src/gate/trail.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Stage } from "./stage.ts";

/** How every request ended, by gate, outcome and reason. */
export const DECISIONS = "Decisions";
/** Counted by gate, beside the decision. */
export type Counted = "Ambiguous" | "Degraded" | "Doubtful" | "Fallbacks" | "SpendWarning";

export const FIVE_MINUTES = Duration.minutes(5);
export const A_QUARTER = Duration.minutes(15);

interface Decided {
  readonly gate: string;
  readonly outcome: Ending;
  readonly reason: string;
}

/** What `src/telemetry` counts of one stage. */
export function metricsOf(stage: Stage) {
  const namespace = metricsNamespace(stage);
  const sum = (metricName: string, dimensionsMap: Record<string, string>, period: Duration) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: "Sum", period });

  return {
    decisions: ({ gate, outcome, reason }: Decided, period = FIVE_MINUTES): Metric =>
      sum(DECISIONS, { gate, outcome, reason }, period),

    counted: (metricName: Counted, gate: string, period = FIVE_MINUTES): Metric =>
      sum(metricName, { gate }, period),

    /** Over all gates, those that a later release adds among them. */
    countedAnywhere: (metricName: Counted): IMetric =>
      query(`SELECT SUM(${metricName}) FROM ${schema(namespace, "gate")}`, FIVE_MINUTES),

    /** Decisions of all gates and outcomes that the condition leaves, such as `reason = 'SPEND_LIMIT'`. */
    decisionsWhere: (condition: string, period = FIVE_MINUTES): IMetric =>
      query(
        `SELECT SUM(${DECISIONS}) FROM ${schema(namespace, "gate", "outcome", "reason")} WHERE ${condition}`,
        period,
      ),
  };
}

/** Between quotes, because the namespace has a slash. */
export const schema = (namespace: string, ...dimensions: readonly string[]) =>
  `SCHEMA("${namespace}", ${dimensions.join(", ")})`;

/**
 * A Metrics Insights query sums what there is. Metric math does not: one summand that was never counted, and on a good day most
 * were not, leaves no sum.
 */
const query = (expression: string, period: Duration) =>
  new MathExpression({ expression, usingMetrics: {}, period });
