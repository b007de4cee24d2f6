import { isPlanName, policyFault } from "../limits/plan-policy.ts";
import type { UsagePolicy } from "../limits/usage-policy.ts";
import type { Kind, Parsed, Setting } from "./setting.ts";

type Plans = Readonly<Record<string, UsagePolicy>>;

/** One call a second, one at a time, ten a day. */
const DEMO = '{"demo":{"rate":1,"burst":1,"quota":{"limit":10,"period":"day"}}}';

const SHAPE =
  "a JSON object of plans, each with rate (calls a second), burst, and optionally quota with limit, period (day, week or month) and offset";

const plansKind: Kind<Plans> = {
  shape: SHAPE,
  parse: (value) => {
    const written = parseObject(value);
    if (written === undefined || Object.keys(written).length === 0)
      return notPlans("is not a JSON object of plans");
    const plans: Record<string, UsagePolicy> = {};
    for (const [index, [name, plan]] of Object.entries(written).entries()) {
      const policy = isPlanName(name) ? readPolicy(plan) : undefined;
      if (policy === undefined) return notPlans(`has a plan (number ${index + 1}) that makes no sense`);
      plans[name] = policy;
    }
    return { ok: true, value: plans };
  },
};

export const usagePlans = {
  kind: plansKind,
  about: "Usage plans by name.",
  example: DEMO,
  presence: { default: DEMO },
} as const satisfies Setting<Plans>;

const notPlans = (fault: string): Parsed<never> => ({
  ok: false,
  fault,
  remedy: `Write, for example, ${DEMO}. A rate is above 0, burst and limit are whole numbers from 1 on, a burst is no more than a year of its rate, an offset is 0 to 6 in a week and 0 to 27 in a month.`,
});

/** A plan as it is written in JSON, or undefined when it makes no sense. */
export function readPolicy(plan: unknown): UsagePolicy | undefined {
  // Under the name of the option it is no name of the setting.
  const { rate: ratePerSecond, ratePerSecond: misnamed, ...others } = asObject(plan) ?? {};
  const policy = { ratePerSecond, ...others, ...(misnamed !== undefined && { misnamed }) };
  if (policyFault(policy) !== undefined) return undefined;
  const { quota, ...limits } = policy as unknown as UsagePolicy;
  return quota === undefined ? limits : { ...limits, quota: { ...quota, offset: quota.offset ?? 0 } };
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
