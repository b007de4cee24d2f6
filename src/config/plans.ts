import type { Quota, UsagePolicy } from "../limits/usage-policy.ts";
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
      const policy = NAME.test(name) ? readPolicy(plan) : undefined;
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

/** It stands in a header between quotes. */
const NAME = /^[a-zA-Z][\w-]{0,63}$/;
const PERIODS = ["day", "week", "month"] as const;
/** Days on which a period can begin: a week's seven, and those that every month has. */
const MAX_OFFSET = { day: 0, week: 6, month: 27 } as const;

const notPlans = (fault: string): Parsed<never> => ({
  ok: false,
  fault,
  remedy: `Write, for example, ${DEMO}. A rate is above 0, burst and limit are whole numbers from 1 on, a burst is no more than a year of its rate, an offset is 0 to 6 in a week and 0 to 27 in a month.`,
});

/** A bucket that takes longer to empty would leave the range of exact times, and no partner waits for it. */
const YEAR_SECONDS = 31_536_000;

/** A plan as it is written in JSON, or undefined when it makes no sense. */
export function readPolicy(plan: unknown): UsagePolicy | undefined {
  const { rate, burst, quota, ...others } = asObject(plan) ?? { others: true };
  if (typeof rate !== "number" || !(rate > 0 && rate <= 1_000_000)) return undefined;
  if (!isCount(burst) || burst / rate > YEAR_SECONDS || Object.keys(others).length > 0) return undefined;
  if (quota === undefined) return { ratePerSecond: rate, burst };
  const read = quotaOf(quota);
  return read && { ratePerSecond: rate, burst, quota: read };
}

function quotaOf(written: unknown): Quota | undefined {
  const { limit, period, offset = 0, ...others } = asObject(written) ?? { others: true };
  const known = PERIODS.find((each) => each === period);
  if (!isCount(limit) || known === undefined || Object.keys(others).length > 0) return undefined;
  if (!Number.isInteger(offset) || Number(offset) < 0 || Number(offset) > MAX_OFFSET[known]) return undefined;
  return { limit, period: known, offset: Number(offset) };
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1_000_000_000;

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
