/*
 * What a usage plan may be, for the setting USAGE_PLANS and for the option `plans` alike: API Gateway's terms, and the range in
 * which times stay exact.
 */

/** A plan's name stands in the header `RateLimit`, between quotes. */
const NAME = /^[a-zA-Z][\w-]{0,63}$/;

export const isPlanName = (name: string): boolean => NAME.test(name);

const PERIODS = ["day", "week", "month"] as const;

/** Days on which a period can begin: a week's seven, and those that every month has. */
const MAX_OFFSET = { day: 0, week: 6, month: 27 } as const;

/** A bucket that takes longer to empty would leave the range of exact times, and no partner waits for it. */
const YEAR_SECONDS = 31_536_000;

const MOST = 1_000_000_000;
const MOST_PER_SECOND = 1_000_000;

/** What is wrong with a plan, or undefined when it can be kept: of a rate that is missing, no call would ever be too many. */
export function policyFault(plan: unknown): string | undefined {
  const { ratePerSecond, burst, quota, ...others } = membersOf(plan);
  if (!(typeof ratePerSecond === "number" && ratePerSecond > 0 && ratePerSecond <= MOST_PER_SECOND))
    return "ratePerSecond must be a number above 0, at most 1000000";
  if (!isCount(burst)) return "burst must be a whole number above 0, at most 1000000000";
  if (burst / ratePerSecond > YEAR_SECONDS) return "burst must be at most a year of ratePerSecond";
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `${unknown} must be left out: a plan has ratePerSecond, burst and quota`;
  return quota === undefined ? undefined : quotaFault(quota);
}

function quotaFault(quota: unknown): string | undefined {
  const { limit, period, offset, ...others } = membersOf(quota);
  const known = PERIODS.find((each) => each === period);
  if (!isCount(limit)) return "quota.limit must be a whole number above 0, at most 1000000000";
  if (known === undefined) return "quota.period must be day, week or month";
  const isOffset = offset === undefined || (Number.isInteger(offset) && Number(offset) >= 0);
  if (!isOffset || Number(offset ?? 0) > MAX_OFFSET[known])
    return "quota.offset must be a whole number: 0 for a day, 0 to 6 for a week, 0 to 27 for a month";
  const [unknown] = Object.keys(others);
  return unknown && `quota.${unknown} must be left out: a quota has limit, period and offset`;
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST;

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
