import { expect, it } from "vitest";
import { readSettings } from "../../src/config/setting.ts";
import { telemetrySchema } from "../../src/config/telemetry.ts";

const read = (METRICS_NAMESPACE: string) => readSettings(telemetrySchema, { METRICS_NAMESPACE });

it.each([
  ["", "Postern"],
  ["Postern/prod", "Postern/prod"],
  ["My_shop.forms-2#eu", "My_shop.forms-2#eu"],
  ["aws/like", "aws/like"],
  ["x".repeat(255), "x".repeat(255)],
])("METRICS_NAMESPACE %j is %j", (given, namespace) => {
  expect(read(given)).toMatchObject({ ok: true, settings: { METRICS_NAMESPACE: namespace } });
});

/** Quotes would end it in a query of an alarm. */
it.each(["AWS/Lambda", "Postern prod", 'a"b', "a'b", "{a}", "Pöstern", "a\nb", "x".repeat(256)])(
  "METRICS_NAMESPACE %j is refused",
  (given) => {
    expect(read(given)).toMatchObject({ ok: false, faults: [{ setting: "METRICS_NAMESPACE" }] });
  },
);
