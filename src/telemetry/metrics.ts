import type { Conclusion } from "../gate/trail.ts";

/** Where the metrics of a system without stages are counted. */
export const DEFAULT_NAMESPACE = "Postern";

interface Counted extends Pick<Conclusion, "counts"> {
  readonly atMs: number;
}

/** The members by which CloudWatch reads metrics off a line. */
export type Metrics = (counted: Counted, isDegraded: boolean) => Readonly<Record<string, unknown>>;

/**
 * Metrics in the embedded metric format; their dimensions are root members of the line. Made once for a namespace: most
 * lines have the same directives.
 */
export function metricsIn(namespace: string): Metrics {
  const metric = (name: string, dimensions: readonly string[]) => ({
    Namespace: namespace,
    Dimensions: [dimensions],
    Metrics: [{ Name: name, Unit: "Count" }],
  });
  const decisions = metric("Decisions", ["gate", "outcome", "reason"]);
  const onlyDecisions = [decisions];
  return ({ atMs, counts = [] }, isDegraded) => {
    const further = isDegraded ? [...counts, "Degraded"] : counts;
    const directives =
      further.length === 0 ? onlyDecisions : [decisions, ...further.map((name) => metric(name, ["gate"]))];
    return {
      Decisions: 1,
      ...Object.fromEntries(further.map((name) => [name, 1])),
      _aws: { Timestamp: atMs, CloudWatchMetrics: directives },
    };
  };
}
