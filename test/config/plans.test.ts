import { describe, expect, it } from "vitest";
import { formSubmitRules, formSubmitSchema } from "../../src/config/formsubmit.ts";
import { readPolicy, usagePlans } from "../../src/config/plans.ts";
import { readSettings } from "../../src/config/setting.ts";

const { parse } = usagePlans.kind;
const plan = (differences: object) => ({
  rate: 1,
  burst: 1,
  quota: { limit: 10, period: "day" },
  ...differences,
});

describe("USAGE_PLANS", () => {
  it("is the demo plan of the source text unless it is set", () => {
    expect(parse(usagePlans.presence.default)).toEqual({
      ok: true,
      value: { demo: { ratePerSecond: 1, burst: 1, quota: { limit: 10, period: "day", offset: 0 } } },
    });
  });

  it("takes several plans, with and without quota", () => {
    const written =
      '{"a":{"rate":0.5,"burst":3},"b-2":{"rate":100,"burst":1,"quota":{"limit":5,"period":"month","offset":27}}}';
    expect(parse(written)).toEqual({
      ok: true,
      value: {
        a: { ratePerSecond: 0.5, burst: 3 },
        "b-2": { ratePerSecond: 100, burst: 1, quota: { limit: 5, period: "month", offset: 27 } },
      },
    });
  });

  it.each([
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    '{"a":1}',
    '{"__proto__":{"rate":1,"burst":1}}',
    '{"a b":{"rate":1,"burst":1}}',
    '{"1a":{"rate":1,"burst":1}}',
  ])("%j is none", (written) => {
    expect(parse(written)).toMatchObject({
      ok: false,
      remedy: expect.stringContaining("Write, for example"),
    });
  });

  it("tells which plan makes no sense, and not what it says", () => {
    const written = '{"a":{"rate":1,"burst":1},"secret":{"rate":-1,"burst":1}}';
    const parsed = parse(written);
    expect(parsed).toMatchObject({ ok: false, fault: "has a plan (number 2) that makes no sense" });
    expect(JSON.stringify(parsed)).not.toContain("secret");
  });
});

describe("a plan", () => {
  it.each([
    ["no rate", { rate: undefined }],
    ["a rate of none", { rate: 0 }],
    ["a rate below", { rate: -1 }],
    ["a rate in text", { rate: "1" }],
    ["a rate that is no number", { rate: Number.NaN }],
    ["an endless rate", { rate: Number.POSITIVE_INFINITY }],
    ["a rate so small that the times leave their range", { rate: Number.MIN_VALUE }],
    ["a burst of years", { rate: 0.001, burst: 1_000_000 }],
    ["no burst", { burst: undefined }],
    ["a burst of none", { burst: 0 }],
    ["half a burst", { burst: 1.5 }],
    ["something else", { brust: 1 }],
    ["a limit of none", { quota: { limit: 0, period: "day" } }],
    ["a limit in text", { quota: { limit: "10", period: "day" } }],
    ["an hour", { quota: { limit: 1, period: "hour" } }],
    ["no period", { quota: { limit: 1 } }],
    ["a day that begins later", { quota: { limit: 1, period: "day", offset: 1 } }],
    ["an eighth day of the week", { quota: { limit: 1, period: "week", offset: 7 } }],
    ["a 29th, which not every month has", { quota: { limit: 1, period: "month", offset: 28 } }],
    ["a day before the first", { quota: { limit: 1, period: "week", offset: -1 } }],
    ["half a day", { quota: { limit: 1, period: "week", offset: 0.5 } }],
    ["a misspelt quota", { quota: { limit: 1, period: "week", ofset: 1 } }],
    ["a quota that is none", { quota: null }],
  ])("makes no sense with %s", (_, differences) => {
    expect(readPolicy(plan(differences))).toBeUndefined();
  });

  it.each([
    [{ rate: 0.001 }],
    [{ burst: 1_000_000_000, rate: 1_000 }],
    [{ quota: { limit: 1, period: "week", offset: 6 } }],
  ])("makes sense with %j", (differences) => {
    expect(readPolicy(plan(differences))).toBeDefined();
  });
});

describe("the settings of formsubmit", () => {
  const read = (env: Record<string, string>) =>
    readSettings(formSubmitSchema, { AWS_REGION: "eu-north-1", ...env }, formSubmitRules);

  it("leave judging to API Gateway unless told otherwise", () => {
    expect(read({})).toMatchObject({
      ok: true,
      settings: { USAGE_PLAN: "gateway", ACCESS_TABLE: undefined },
    });
  });

  it("need a table where the function judges", () => {
    expect(read({ USAGE_PLAN: "function" })).toMatchObject({
      ok: false,
      faults: [{ setting: "ACCESS_TABLE" }],
    });
    expect(read({ USAGE_PLAN: "function", ACCESS_TABLE: "postern-access-dev" })).toMatchObject({ ok: true });
  });

  it("know no third judge", () => {
    expect(read({ USAGE_PLAN: "nobody" })).toMatchObject({ ok: false, faults: [{ setting: "USAGE_PLAN" }] });
  });
});
