/** A row of a graph's `metrics`, as CloudWatch reads it: namespace, name, dimensions, options; or an expression alone. */
type Series = readonly (string | Readonly<Record<string, string>>)[];

interface GraphOptions {
  /** Default Sum. */
  readonly stat?: string;
  /** Default 300. */
  readonly periodSeconds?: number;
  readonly stacked?: boolean;
  /** `bar`: one bar for the whole time shown. Default: a line. */
  readonly view?: "bar";
}

interface Content {
  readonly type: "text" | "metric";
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Widget extends Content {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DashboardBody {
  readonly widgets: readonly Widget[];
}

export const heading = (question: string, hint: string): Content => ({
  type: "text",
  properties: { markdown: `# ${question}\n${hint}` },
});

export const graph =
  (region: string) =>
  (title: string, metrics: readonly Series[], options: GraphOptions = {}): Content => {
    const { stat = "Sum", periodSeconds = 300, stacked = false, view } = options;
    const looks =
      view === "bar"
        ? { view, setPeriodToTimeRange: true }
        : { view: "timeSeries", stacked, yAxis: FROM_ZERO };
    return { type: "metric", properties: { title, region, stat, period: periodSeconds, ...looks, metrics } };
  };

const FROM_ZERO = { left: { min: 0 } };

const COLUMNS = 24;
const HEADING_HEIGHT = 2;
const GRAPH = { width: 8, height: 6 } as const;
const IN_A_LINE = COLUMNS / GRAPH.width;

/** Lays each row out under the one before: its heading over the whole width, then three graphs in a line. */
export function rows(
  ...contents: readonly (readonly [heading: Content, ...graphs: Content[]])[]
): DashboardBody {
  let y = 0;
  const widgets = contents.flatMap(([heading, ...graphs]) => {
    const top = y + HEADING_HEIGHT;
    const row = [
      { ...heading, x: 0, y, width: COLUMNS, height: HEADING_HEIGHT },
      ...graphs.map((each, index) => ({
        ...each,
        x: (index % IN_A_LINE) * GRAPH.width,
        y: top + Math.floor(index / IN_A_LINE) * GRAPH.height,
        ...GRAPH,
      })),
    ];
    y = top + Math.ceil(graphs.length / IN_A_LINE) * GRAPH.height;
    return row;
  });
  return { widgets };
}
