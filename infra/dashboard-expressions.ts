import { mailCharge } from "../src/spend/charges.ts";
import { type Counted, DECISIONS, schema } from "./alarms-metrics.ts";
import { metricsNamespace } from "./metrics-namespace.ts";
import type { Stage } from "./stage.ts";

const FIVE_MINUTES_SECONDS = 300;
export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;

/** Each line is called by these dimensions of its metric. */
export const labelled = (...dimensions: readonly string[]) =>
  dimensions.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" ");

/** The estimate that the ceiling counts with. */
const MAIL_USD = mailCharge(0)(undefined).reduce((sum, { microUsd }) => sum + microUsd, 0) / 1_000_000;

/** What graphs ask of one stage's metrics, each a row of a graph's `metrics`. */
export function expressionsOf(stage: Stage) {
  const namespace = metricsNamespace(stage);
  // Between quotes, because the namespace has a slash.
  const decided = `{"${namespace}",gate,outcome,reason} MetricName="${DECISIONS}"`;

  return {
    /** Finds whatever reasons there are: a new one needs no new dashboard. */
    search: (terms: string, label: string, periodSeconds = FIVE_MINUTES_SECONDS) => [
      { expression: `SEARCH('${decided} ${terms}', 'Sum', ${periodSeconds})`, label },
    ],

    byGate: (metricName: Counted) => [
      {
        expression: `SEARCH('{"${namespace}",gate} MetricName="${metricName}"', 'Sum', ${FIVE_MINUTES_SECONDS})`,
        label: `${labelled("gate")} ${metricName}`,
      },
    ],

    /** Sums of decisions, as the clauses select and group them. */
    grouped: (clauses: string) => [
      {
        expression: `SELECT SUM(${DECISIONS}) FROM ${schema(namespace, "gate", "outcome", "reason")} ${clauses}`,
      },
    ],

    /** At most: a released message that went by the queue is counted there as well, and so is a queued text. */
    mailUsd: () => [
      {
        expression: `${MAIL_USD} * SUM(SEARCH('${decided} reason=("SENT" OR "RELEASED") gate=("contact" OR "signup" OR "release" OR "deliver")', 'Sum', ${DAY_SECONDS}))`,
        label: "mails",
      },
    ],

    /** Their names begin with `postern` and end with the stage. */
    tableWrites: () => [
      {
        expression: `SEARCH('{AWS/DynamoDB,TableName} MetricName="ConsumedWriteCapacityUnits" postern ${stage}', 'Sum', ${HOUR_SECONDS})`,
        label: labelled("TableName"),
      },
    ],
  };
}
