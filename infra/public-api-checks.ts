import { PERIOD_SECONDS } from "./public-api-usage-plan.ts";

/** A CloudFormation template, as far as it is read here. */
export interface ApiTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly AllowedValues?: readonly unknown[] }>>;
  readonly Resources?: Readonly<Record<string, Resource>>;
}
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Whom everybody may call. A method that is not among them needs a key: one that was added in a hurry too. */
const OPEN_METHODS: ReadonlySet<string> = new Set([
  "POST /contact",
  "OPTIONS /contact",
  "GET /contact/thanks",
  "POST /signup",
  "OPTIONS /signup",
]);

const PERIODS: ReadonlySet<unknown> = new Set(Object.keys(PERIOD_SECONDS));

/** What CloudFormation's validator lets through: one sentence for each mistake, none for a good template. */
export function publicApiFaults({ Resources = {}, Parameters = {} }: ApiTemplate): readonly string[] {
  const methods = methodsOf({ Resources });
  const plans = all(Resources, "AWS::ApiGateway::UsagePlan").map(({ Properties = {} }) => Properties);
  return [
    ...methods
      .filter(({ name, needsKey }) => !needsKey && !OPEN_METHODS.has(name))
      .map(({ name }) => `${name} can be called without a key`),
    ...methods
      .filter(({ name, needsKey }) => needsKey && OPEN_METHODS.has(name))
      .map(({ name }) => `${name} asks strangers for a key`),
    ...plans.flatMap((plan) => planFaults(plan, Parameters)),
    ...(methods.some(({ needsKey }) => needsKey) && plans.length === 0
      ? ["Keys are asked for and no usage plan admits any"]
      : []),
  ];
}

/** Each method as its route, `POST /contact`, and whether it asks for a key. */
export function methodsOf({ Resources = {} }: ApiTemplate) {
  return all(Resources, "AWS::ApiGateway::Method").map(({ Properties = {} }) => ({
    name: `${Properties.HttpMethod} ${pathOf(Resources, Properties.ResourceId)}`,
    needsKey: Properties.ApiKeyRequired === true,
  }));
}

function planFaults(
  { ApiStages: stages, Quota: quota, Throttle: throttle }: NonNullable<Resource["Properties"]>,
  parameters: NonNullable<ApiTemplate["Parameters"]>,
): readonly string[] {
  const periods = isRecord(quota) ? possible(quota.Period, parameters) : [];
  return [
    ...(Array.isArray(stages) && stages.length > 0 ? [] : ["A usage plan stands before no stage"]),
    ...(isRecord(throttle) ? [] : ["A usage plan limits no rate"]),
    ...periods
      .filter((period) => !PERIODS.has(period))
      .map((period) => `A quota's period is ${period}: API Gateway has none`),
  ];
}

/** The value, or what the parameter allows that it refers to. */
function possible(value: unknown, parameters: NonNullable<ApiTemplate["Parameters"]>): readonly unknown[] {
  if (!isRecord(value)) return [value];
  return parameters[String(value.Ref)]?.AllowedValues ?? ["anything"];
}

const all = (resources: Readonly<Record<string, Resource>>, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === type);

/** From the references that lead to the root: `/contact/thanks`; `/` for the root itself. */
function pathOf(resources: Readonly<Record<string, Resource>>, reference: unknown): string {
  const parts: unknown[] = [];
  let at = referred(resources, reference);
  while (at) {
    parts.unshift(at.PathPart);
    at = referred(resources, at.ParentId);
  }
  return `/${parts.join("/")}`;
}

function referred(resources: Readonly<Record<string, Resource>>, reference: unknown) {
  const id = isRecord(reference) ? reference.Ref : undefined;
  return typeof id === "string" ? resources[id]?.Properties : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
