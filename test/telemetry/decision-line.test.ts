import { describe, expect, it } from "vitest";
import type { Step } from "../../src/gate/trail.ts";
import { type DecisionRecord, decisionLine } from "../../src/telemetry/decision-line.ts";
import { metricsIn } from "../../src/telemetry/metrics.ts";

const step = (differences: Partial<Step> = {}): Step => ({
  check: "origin",
  verdict: "passed",
  tookMs: 0.123456,
  ...differences,
});

const record = (differences: Partial<DecisionRecord> = {}): DecisionRecord => ({
  gate: "contact",
  outcome: "refused",
  reason: "RATE_LIMITED",
  trail: [step()],
  requestId: "request-1",
  atMs: 1_703_844_000_000,
  durationMs: 1.23456,
  status: 429,
  ...differences,
});

const read = (line: string) => JSON.parse(line);

describe("decisionLine", () => {
  it("is the record and the metrics in one line", () => {
    const line = decisionLine(record());
    expect(line).not.toContain("\n");
    expect(read(line)).toEqual({
      level: "INFO",
      message: "contact: refused",
      requestId: "request-1",
      atMs: 1_703_844_000_000,
      durationMs: 1.235,
      status: 429,
      trail: [{ check: "origin", verdict: "passed", tookMs: 0.123 }],
      Decisions: 1,
      gate: "contact",
      outcome: "refused",
      reason: "RATE_LIMITED",
      _aws: {
        Timestamp: 1_703_844_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "Postern",
            Dimensions: [["gate", "outcome", "reason"]],
            Metrics: [{ Name: "Decisions", Unit: "Count" }],
          },
        ],
      },
    });
  });

  it("counts what was degraded, by gate alone", () => {
    const line = read(decisionLine(record({ trail: [step({ degraded: "counted here" })] })));
    expect(line).toMatchObject({ level: "ERROR", Degraded: 1, degraded: ["counted here"] });
    expect(line._aws.CloudWatchMetrics).toHaveLength(2);
    expect(line._aws.CloudWatchMetrics[1]).toMatchObject({
      Dimensions: [["gate"]],
      Metrics: [{ Name: "Degraded" }],
    });
  });

  it("counts what else a conclusion names, by gate alone", () => {
    const line = read(decisionLine(record({ counts: ["Fallbacks", "Ambiguous"] }), "silent"));
    expect(line).toMatchObject({ Decisions: 1, Fallbacks: 1, Ambiguous: 1 });
    const names = line._aws.CloudWatchMetrics.map((each: { Metrics: unknown[] }) => each.Metrics[0]);
    expect(names).toMatchObject([{ Name: "Decisions" }, { Name: "Fallbacks" }, { Name: "Ambiguous" }]);
  });

  it("counts all of it in the namespace of its stage", () => {
    const counted = record({ counts: ["Fallbacks"], trail: [step({ degraded: "x" })] });
    const line = read(decisionLine(counted, "info", metricsIn("Postern/dev")));
    const namespaces = line._aws.CloudWatchMetrics.map((each: { Namespace: string }) => each.Namespace);
    expect(namespaces).toEqual(["Postern/dev", "Postern/dev", "Postern/dev"]);
  });

  it("has every dimension and metric as a member of its root, as the format demands", () => {
    const line = read(decisionLine(record({ trail: [step({ degraded: "x" })] })));
    for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      for (const name of Dimensions.flat()) expect(line[name], name).toEqual(expect.any(String));
      for (const { Name } of Metrics) expect(line[Name], Name).toBe(1);
    }
  });

  it.each([
    ["an error of its own", { error: new Error("x") }],
    ["a step that broke", { trail: [step({ verdict: "broke", error: new Error("x") })] }],
    ["a step that was degraded", { trail: [step({ degraded: "x" })] }],
  ])("is of level error with %s", (_, differences) => {
    expect(read(decisionLine(record(differences), "error")).level).toBe("ERROR");
  });

  it.each(["warn", "error", "silent"] as const)("leaves only the counts at level %s", (minimum) => {
    const line = read(decisionLine(record(), minimum));
    expect(Object.keys(line).toSorted()).toEqual(["Decisions", "_aws", "gate", "outcome", "reason"]);
  });

  it("redacts the errors of its steps", () => {
    const error = new Error("planted.visitor@visitors.example is not verified");
    const line = decisionLine(record({ error, trail: [step({ verdict: "broke", error })] }));
    expect(line).not.toContain("planted");
    expect(line.match(/\[address\] is not verified/g)).toHaveLength(2);
  });
});
