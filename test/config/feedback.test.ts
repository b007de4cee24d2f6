import { describe, expect, it } from "vitest";
import { sendingBreakerRule, sendingBreakerSchema } from "../../src/config/feedback.ts";
import { mailSchema } from "../../src/config/mail.ts";
import { readSettings } from "../../src/config/setting.ts";

const { CONFIGURATION_SET } = mailSchema;
const read = (env: Readonly<Record<string, string>>) =>
  readSettings({ ...sendingBreakerSchema, CONFIGURATION_SET }, env, [sendingBreakerRule]);
const WITH_EVENTS = { CONFIGURATION_SET: "events" };

describe("the limits of bounces and complaints", () => {
  it.each([
    ["5", 5],
    ["0.1", 0.1],
    ["0.001", 0.001],
    ["100", 100],
  ])("%s percent", (MAX_COMPLAINT_PERCENT, expected) => {
    expect(read({ ...WITH_EVENTS, MAX_COMPLAINT_PERCENT })).toMatchObject({
      ok: true,
      settings: { MAX_COMPLAINT_PERCENT: expected, MAX_BOUNCE_PERCENT: undefined },
    });
  });

  it.each(["0", "0.000", "0.0001", "100.001", "101", "-1", "5%", "five", "1e1", ".5", "5."])(
    "%s is none",
    (MAX_BOUNCE_PERCENT) => {
      expect(read({ ...WITH_EVENTS, MAX_BOUNCE_PERCENT })).toMatchObject({
        ok: false,
        faults: [
          {
            setting: "MAX_BOUNCE_PERCENT",
            fault: "is not a percentage above 0 and up to 100, such as 0.1",
          },
        ],
      });
    },
  );

  it.each(["MAX_BOUNCE_PERCENT", "MAX_COMPLAINT_PERCENT"])("%s needs somebody who tells", (setting) => {
    expect(read({ [setting]: "1" })).toMatchObject({ ok: false, faults: [{ setting: "CONFIGURATION_SET" }] });
    expect(read({ [setting]: "1", ...WITH_EVENTS })).toMatchObject({ ok: true });
    expect(read({})).toMatchObject({ ok: true });
  });
});
