import { expect, it } from "vitest";
import { checkPlans, type Plans } from "../../src/access/plans.ts";

const quota = { limit: 10, period: "day" } as const;

it("takes plans that can be kept", () => {
  const plans: Plans = {
    demo: { ratePerSecond: 1, burst: 1, quota },
    slow: { ratePerSecond: 0.001, burst: 1 },
  };
  expect(() => checkPlans(plans)).not.toThrow();
});

it.each([
  ["a rate under another name", { rate: 1, burst: 1 }, "ratePerSecond"],
  ["no rate", {}, "ratePerSecond"],
  ["a rate of nothing", { ratePerSecond: 0, burst: 1 }, "ratePerSecond"],
  ["a rate without an end", { ratePerSecond: Number.POSITIVE_INFINITY, burst: 1 }, "ratePerSecond"],
  ["half a burst", { ratePerSecond: 1, burst: 0.5 }, "burst"],
  ["a limit as text", { ratePerSecond: 1, burst: 1, quota: { ...quota, limit: "2" } }, "quota.limit"],
  ["an unknown period", { ratePerSecond: 1, burst: 1, quota: { ...quota, period: "daily" } }, "quota.period"],
])("refuses %s, and names it", (_, plan, named) => {
  const plans = { demo: plan } as unknown as Plans;
  expect(() => checkPlans(plans)).toThrow(TypeError);
  expect(() => checkPlans(plans)).toThrow(new RegExp(`"demo": ${named.replace(".", "\\.")} must`));
});
