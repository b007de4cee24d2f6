import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Ending } from "../src/gate/trail.ts";

/**
 * What `src/telemetry` counts. It names no stage: two stages in one account and Region are counted together, and each one's
 * alarms hear of both.
 */
export const NAMESPACE = "Postern";
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

export const decisions = ({ gate, outcome, reason }: Decided, period = FIVE_MINUTES): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: DECISIONS,
    dimensionsMap: { gate, outcome, reason },
    statistic: "Sum",
    period,
  });

export const counted = (metricName: Counted, gate: string, period = FIVE_MINUTES): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { gate }, statistic: "Sum", period });

/** Over all gates, those that a later release adds among them. */
export const countedAnywhere = (metricName: Counted): IMetric =>
  query(`SELECT SUM(${metricName}) FROM SCHEMA(${NAMESPACE}, gate)`, FIVE_MINUTES);

/** Decisions of all gates and outcomes that the condition leaves, such as `reason = 'SPEND_LIMIT'`. */
export const decisionsWhere = (condition: string, period = FIVE_MINUTES): IMetric =>
  query(
    `SELECT SUM(${DECISIONS}) FROM SCHEMA(${NAMESPACE}, gate, outcome, reason) WHERE ${condition}`,
    period,
  );

/**
 * A Metrics Insights query sums what there is. Metric math does not: one summand that was never counted, and on a good day most
 * were not, leaves no sum.
 */
const query = (expression: string, period: Duration) =>
  new MathExpression({ expression, usingMetrics: {}, period });
