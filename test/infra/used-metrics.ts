/** A metric as an alarm or a dashboard asks for it. */
export interface UsedMetric {
  readonly namespace: string;
  readonly name: string;
  /** Names of its dimensions, sorted. */
  readonly dimensions: readonly string[];
  /** What it asks of `gate`, `outcome` and `reason`, where it does. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever JSON it is.
type Json = any;

/** @throws TypeError when an expression has metrics that cannot be told from it. */
export function metricsOfAlarm(properties: Json): UsedMetric[] {
  const stats: Json[] = properties.Metrics
    ? properties.Metrics.flatMap(({ MetricStat }: Json) => (MetricStat ? [MetricStat.Metric] : []))
    : [properties];
  const expressions: string[] = (properties.Metrics ?? []).flatMap(
    ({ Expression }: Json) => Expression ?? [],
  );
  return [
    ...stats.map(({ Namespace, MetricName, Dimensions = [] }) =>
      used(
        Namespace,
        MetricName,
        Dimensions.map((each: Json) => each.Name),
        Object.fromEntries(Dimensions.map((each: Json) => [each.Name, [each.Value]])),
      ),
    ),
    ...expressions.filter((each) => each.includes("SELECT") || stats.length === 0).flatMap(ofExpression),
  ];
}

export const metricsOfDashboard = (body: Json): UsedMetric[] =>
  body.widgets
    .flatMap(({ properties }: Json) => properties.metrics ?? [])
    .flatMap((series: Json[]) => {
      const [first] = series;
      if (typeof first === "object") return ofExpression(first.expression);
      const [namespace = "", name = "", ...dimensions] = series.filter((each) => typeof each === "string");
      return used(
        namespace,
        name,
        dimensions.filter((_, index) => index % 2 === 0),
        {},
      );
    });

function ofExpression(expression: string): UsedMetric[] {
  const found = [
    ...expression.matchAll(/SELECT SUM\((?<name>\w+)\) FROM SCHEMA\((?<schema>[^)]+)\)(?<terms>[^)]*)/g),
    ...expression.matchAll(/SEARCH\('\{(?<schema>[^}]+)\} MetricName="(?<name>\w+)" ?(?<terms>[^']*)'/g),
  ];
  if (found.length === 0) throw new TypeError(`No metric can be read in ${expression}`);
  return found.map(({ groups: { name = "", schema = "", terms = "" } = {} }) => {
    const [namespace = "", ...dimensions] = schema.split(",").map((each) => each.trim());
    return used(unquoted(namespace), name, dimensions, valuesIn(terms));
  });
}

/** @throws TypeError when CloudWatch would not read it: a slash in a name needs quotes, but in the names of AWS. */
function unquoted(namespace: string): string {
  const [, name] = /^"([^"]+)"$/.exec(namespace) ?? /^((?:AWS\/)?\w+)$/.exec(namespace) ?? [];
  if (name === undefined) throw new TypeError(`No namespace as CloudWatch reads it: ${namespace}`);
  return name;
}

const valuesIn = (terms: string) =>
  Object.fromEntries(
    ["gate", "outcome", "reason"].map((dimension) => [
      dimension,
      [...terms.matchAll(new RegExp(`${dimension} ?!?= ?(\\([^)]*\\)|["'][^"']+["'])`, "g"))].flatMap(
        ([, value = ""]) => [...value.matchAll(/["']([^"']+)["']/g)].map(([, each = ""]) => each),
      ),
    ]),
  );

const used = (
  namespace: string,
  name: string,
  dimensions: readonly string[],
  values: UsedMetric["values"],
): UsedMetric => ({ namespace, name, dimensions: dimensions.toSorted(), values });
