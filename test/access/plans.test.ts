import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { keyManagement } from "../../src/access/key-management.ts";
import { checkPlans, type Plans } from "../../src/access/plans.ts";
import { usagePlan } from "../../src/access/usage-plan.ts";
import { memoryKeys } from "../../src/stores/memory-keys.ts";
import { memoryUsage } from "../../src/stores/memory-usage.ts";

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
  ["more calls a second than can be told apart", { ratePerSecond: 2_000_000, burst: 1 }, "ratePerSecond"],
  ["a burst of years", { ratePerSecond: 0.001, burst: 1_000_000 }, "burst"],
  ["a misspelt member", { ratePerSecond: 1, burst: 1, brust: 2 }, "brust"],
  [
    "a misspelt member of the quota",
    { ratePerSecond: 1, burst: 1, quota: { ...quota, ofset: 1 } },
    "quota.ofset",
  ],
  ["a day that begins later", { ratePerSecond: 1, burst: 1, quota: { ...quota, offset: 1 } }, "quota.offset"],
  [
    "half a day",
    { ratePerSecond: 1, burst: 1, quota: { limit: 1, period: "week", offset: 0.5 } },
    "quota.offset",
  ],
  ["no plan", null, "ratePerSecond"],
])("refuses %s, and names it", (_, plan, named) => {
  const plans = { demo: plan } as unknown as Plans;
  expect(() => checkPlans(plans)).toThrow(TypeError);
  expect(() => checkPlans(plans)).toThrow(new RegExp(`"demo": ${named.replace(".", "\\.")} must`));
});

it.each(["план", "a b", 'a"', "a\r\nx: y", "", "1a", "a".repeat(65), "-a", "a\\"])(
  "refuses the name %j, which no header could carry",
  (name) => {
    const plans = { demo: { ratePerSecond: 1, burst: 1 }, [name]: { ratePerSecond: 1, burst: 1 } };
    expect(() => checkPlans(plans)).toThrow(TypeError);
    expect(() => checkPlans(plans)).toThrow(
      /^usagePlan: plans: the usage plan .*: its name must be a letter/s,
    );
  },
);

it("refuses no plans at all: every call would be refused", () => {
  const store = { keys: memoryKeys(), usage: memoryUsage() };
  expect(() => usagePlan({ store, plans: {} })).toThrow(/^usagePlan: plans must have at least one/);
});

it("does so for key management as well, and for what a client has instead of its plan's", async () => {
  const parts = { keys: memoryKeys(), usage: memoryUsage(), nowMs: () => 0, randomBytes };
  const managing = (plans: Plans) => keyManagement({ ...parts, plans });
  expect(() => managing({ "a b": { ratePerSecond: 1, burst: 1 } })).toThrow(
    /^keyManagement: plans: the usage plan "a b"/,
  );
  const management = managing({ demo: { ratePerSecond: 1, burst: 1 } });
  const create = (override: object) => management.create({ name: "Ada", plan: "demo", override });
  await expect(create({ burst: 0.5 })).rejects.toThrow(/^keyManagement: override: burst must/);
  await expect(create({ ratePerSecond: 0.000_000_001 })).rejects.toThrow(
    /^keyManagement: override: burst must be at most/,
  );
  expect(await create({ burst: 2 })).toMatchObject({ ok: true });
});
