import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { DATE_FILE, dateModule, renewedOn } from "../../scripts/numbering-plans.ts";
import { plausible } from "../../src/sms/phone.ts";
import { NUMBERING_PLANS_DATE } from "../../src/sms/plans-date.ts";

/* Numbering plans age, and what they do not know may be new. */

const RENEWED_MS = Date.parse("2026-11-10");
const DAY_MS = 86_400_000;

function verdictOf(phone: string, ageDays: number, date = "2026-11-10") {
  const at = {
    nowMs: RENEWED_MS + ageDays * DAY_MS,
    elapsedMs: () => 0,
    signal: new AbortController().signal,
  };
  return plausible({ voip: false, landlines: false }, date).run({ phone }, at);
}

const NEW_RANGES = ["+10155551234", "+66212345678"];

describe("a number of possible length in a range that the plans do not know", () => {
  it.each(NEW_RANGES)("%s is refused while they are at most a year old", async (phone) => {
    for (const age of [-1_000, 0, 365])
      expect(await verdictOf(phone, age)).toMatchObject({ ok: false, notes: { fault: "not-assigned" } });
  });

  it.each(NEW_RANGES)("%s passes with a note once they are older", async (phone) => {
    const notes = { unknown_range: 1, numbering_plans: "2026-11-10" };
    for (const age of [366, 3_000]) expect(await verdictOf(phone, age)).toMatchObject({ ok: true, notes });
  });
});

it.each([
  ["+66112345678", "not-assigned"],
  ["+999123456789", "not-assigned"],
  ["+6681234567", "too-short"],
  ["+141555512345", "too-long"],
  ["+4407911123456", "leading-zero"],
  ["+494915123456789", "doubled-country-code"],
  ["+33143802769", "landline"],
  ["+979123456789", "premium-rate"],
  ["+66888888888", "repeated"],
])("whatever their age, %s is refused: %s", async (phone, fault) => {
  expect(await verdictOf(phone, 3_000)).toMatchObject({ ok: false, notes: { fault } });
});

it("a number that old plans know passes without a note", async () => {
  expect(await verdictOf("+66812345678", 3_000)).not.toHaveProperty("notes");
});

describe("the date that the build writes down", () => {
  it("is that of the installed library: if this fails, npm run build", async () => {
    expect(await readFile(DATE_FILE, "utf8")).toBe(await dateModule());
    expect(NUMBERING_PLANS_DATE).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  const release = (heading: string, news: string) => `${heading}\n===================\n\n* ${news}\n\n`;

  it("is that of the newest release that renewed them", () => {
    const code = release("1.14.0 / 2.3.2027", "Fixed a bug.");
    const older = release("1.13.15 / 8.10.2026", "Updated metadata to version 9.0.41");
    expect(
      renewedOn(code + release("1.13.16 / 10.11.2026", "Updated metadata to version 9.0.43:") + older),
    ).toBe("2026-11-10");
    expect(renewedOn(code + older)).toBe("2026-10-08");
  });

  it("is never guessed", () => {
    for (const changelog of ["", "# Changelog\n", release("1.14.0 / 2.3.2027", "Fixed a bug.")])
      expect(() => renewedOn(changelog)).toThrow(/does not tell/);
  });
});
