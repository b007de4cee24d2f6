import { PERIOD_SECONDS } from "../../../infra/public-api-usage-plan.ts";
import { ofType, referred } from "./checks.ts";
import type { Resource, TemplateJson } from "./synthesized.ts";

type Parameters = TemplateJson["Parameters"];

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
export function publicApiFaults({
  Resources = {},
  Parameters = {},
}: Partial<TemplateJson>): readonly string[] {
  const methods = methodsOf({ Resources });
  const plans = ofType({ Resources }, "AWS::ApiGateway::UsagePlan").map(([, { Properties }]) => Properties);
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
export function methodsOf({ Resources = {} }: Partial<TemplateJson>) {
  return ofType({ Resources }, "AWS::ApiGateway::Method").map(([, { Properties }]) => ({
    name: `${Properties.HttpMethod} ${pathOf(Resources, Properties.ResourceId)}`,
    needsKey: Properties.ApiKeyRequired === true,
  }));
}

function planFaults(
  { ApiStages: stages, Quota: quota, Throttle: throttle }: Resource["Properties"],
  parameters: Parameters,
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
function possible(value: unknown, parameters: Parameters): readonly unknown[] {
  if (!isRecord(value)) return [value];
  return parameters[String(value.Ref)]?.AllowedValues ?? ["anything"];
}

/** From the references that lead to the root: `/contact/thanks`; `/` for the root itself. */
function pathOf(resources: TemplateJson["Resources"], reference: unknown): string {
  const parts: unknown[] = [];
  let at = resources[referred(reference)];
  while (at?.Type === "AWS::ApiGateway::Resource") {
    parts.unshift(at.Properties.PathPart);
    at = resources[referred(at.Properties.ParentId)];
  }
  return `/${parts.join("/")}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
