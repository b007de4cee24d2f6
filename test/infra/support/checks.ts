import type { TemplateJson } from "./synthesized.ts";

/* What is read off a template, and what the validators let pass: of those, each returns the faults, as sentences. */

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

export const ofType = ({ Resources }: Pick<TemplateJson, "Resources">, type: string) =>
  Object.entries(Resources).filter(([, resource]) => resource.Type === type);

interface Document {
  readonly Statement: readonly Statement[];
}

/** Every policy of the template, those inside roles and those of queues and topics too. */
function documents({ Resources }: TemplateJson): readonly (readonly [id: string, document: Document])[] {
  return Object.entries(Resources).flatMap(([id, { Properties = {} }]) => {
    const inline = (Properties.Policies ?? []) as readonly { readonly PolicyDocument: Document }[];
    const own = Properties.PolicyDocument as Document | undefined;
    return [...(own ? [own] : []), ...inline.map((each) => each.PolicyDocument)].map(
      (each) => [id, each] as const,
    );
  });
}

/** Rights with a star or an exclusion where resources or actions should be named. What is denied may be denied widely. */
export function wildcards(template: TemplateJson): readonly string[] {
  return documents(template).flatMap(([id, { Statement }]) =>
    Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action, Resource, NotResource }) => {
      const isWild = NotResource !== undefined || JSON.stringify([Action, Resource]).includes("*");
      const resource = NotResource === undefined ? Resource : { not: NotResource };
      return isWild ? [`${id}: ${listed(Action).join(", ")} on ${readable(template, resource)}`] : [];
    }),
  );
}

/** Sooner than six times the time-out, and a batch comes again while it is being worked on. */
export function shortVisibilities(template: TemplateJson): readonly string[] {
  return ofType(template, "AWS::Lambda::EventSourceMapping").flatMap(([id, { Properties }]) => {
    const queue = template.Resources[referred(Properties.EventSourceArn)];
    const lambda = template.Resources[referred(Properties.FunctionName)];
    const visibilitySeconds = Number(queue?.Properties.VisibilityTimeout ?? 30);
    const timeoutSeconds = Number(lambda?.Properties.Timeout ?? 3);
    return visibilitySeconds >= 6 * timeoutSeconds
      ? []
      : [`${id}: ${visibilitySeconds} seconds, and the function has ${timeoutSeconds}`];
  });
}

export const otherRuntimes = (template: TemplateJson): readonly string[] =>
  ofType(template, "AWS::Lambda::Function").flatMap(([id, { Properties }]) =>
    Properties.Runtime === "nodejs24.x" ? [] : [`${id}: ${Properties.Runtime}`],
  );

/** The rights of each role, a line for each statement, by the name of its function. */
export function rights(template: TemplateJson): Readonly<Record<string, readonly string[]>> {
  const functions = ofType(template, "AWS::Lambda::Function").map(([, { Properties }]) => ({
    name: String(Properties.FunctionName),
    role: referred(Properties.Role),
  }));
  return Object.fromEntries(
    functions.map(({ name, role }) => [
      name,
      ofType(template, "AWS::IAM::Policy")
        .filter(([, { Properties }]) => listed(Properties.Roles).some((each) => referred(each) === role))
        .flatMap(([, policy]) =>
          (policy.Properties.PolicyDocument as Document).Statement.map((each) =>
            line(template, each, policy.Condition),
          ),
        ),
    ]),
  );
}

function line(template: TemplateJson, statement: Statement, condition: string | undefined): string {
  const { Effect, Action, Resource, NotResource, Condition } = statement;
  const where = NotResource === undefined ? "on" : "on all but";
  const resources = listed(NotResource ?? Resource).map((each) => readable(template, each));
  const what = `${Effect} ${listed(Action).join(", ")} ${where} ${resources.join(", ")}`;
  const only = Condition === undefined ? "" : ` if ${readable(template, Condition)}`;
  return condition === undefined ? what + only : `${condition}: ${what}${only}`;
}

/** The logical id that `Ref` or `Fn::GetAtt` names. */
export function referred(value: unknown): string {
  const { Ref, "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: readonly string[] };
  return Ref ?? attribute?.[0] ?? "";
}

const NAMES = ["TableName", "QueueName", "Name", "LogGroupName", "FunctionName", "TopicName"];

/** A reference as the name of what it refers to, so that a person can read it. */
export function readable(template: TemplateJson, value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map((each) => readable(template, each)).join(", ");
  const [[kind = "", of] = []] = Object.entries(value);
  switch (kind) {
    case "Ref":
    case "Fn::GetAtt": {
      const id = referred(value);
      const properties = template.Resources[id]?.Properties ?? {};
      const name = NAMES.map((each) => properties[each]).find((each) => typeof each === "string");
      return String(name ?? `<${id.replace("AWS::", "")}>`);
    }
    case "Fn::Join":
      return (of[1] as unknown[]).map((part) => readable(template, part)).join(of[0]);
    case "Fn::Select":
    case "Fn::Split":
      return `${kind}(${readable(template, of)})`;
    case "not":
      return `all but ${readable(template, of)}`;
    default:
      return `${kind} ${readable(template, of)}`;
  }
}

interface Measured {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

interface MetricQuery {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Stat: string; readonly Metric: Measured };
}

/** What an alarm looks at, in a line: `delivery-age: Maximum AWS/SQS ApproximateAge… QueueName=postern-delivery-prod` */
export function watched(template: TemplateJson, alarm: Readonly<Record<string, unknown>>): string {
  const name = String(alarm.AlarmName).replace(/^postern-|-(?:dev|prod)$/g, "");
  const measured = (stat: unknown, { Namespace, MetricName, Dimensions = [] }: Measured) =>
    [
      ...[stat, Namespace, MetricName],
      ...Dimensions.map(({ Name, Value }) => `${Name}=${readable(template, Value)}`),
    ].join(" ");
  const queries = alarm.Metrics as readonly MetricQuery[] | undefined;
  const looksAt = queries?.map(({ Expression, MetricStat }) =>
    MetricStat ? measured(MetricStat.Stat, MetricStat.Metric) : Expression,
  ) ?? [measured(alarm.Statistic ?? alarm.ExtendedStatistic, alarm as unknown as Measured)];
  return `${name}: ${looksAt.join("; ")}`;
}
