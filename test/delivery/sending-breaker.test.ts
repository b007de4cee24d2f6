import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BreakerLimits, isTooMuch, sendingBreaker } from "../../src/delivery/sending-breaker.ts";
import { Unavailable } from "../../src/gate/unavailable.ts";
import type { MailDay, MailEventStore } from "../../src/stores/mail-event-store.ts";
import { at } from "../email/support/asking.ts";

const NONE: MailDay = { sent: 0, bounced: 0, complained: 0 };
const day = (sent: number, bounced = 0, complained = 0): MailDay => ({ sent, bounced, complained });
const AWS: BreakerLimits = { maxBouncePercent: 5, maxComplaintPercent: 0.1 };

describe("when it is too much", () => {
  it.each<[string, MailDay, boolean]>([
    ["5 % is not above 5 %", day(100, 5), false],
    ["one more is", day(100, 6), true],
    ["of 49 mails no rate is made", day(49, 49, 49), false],
    ["of 50 one is", day(50, 3), true],
    ["two bounces are typing mistakes", day(50, 2), false],
    ["0.1 % is not above 0.1 %", day(3_000, 0, 3), false],
    ["one more is", day(3_000, 0, 4), true],
    ["one complaint is one person", day(50, 0, 1), false],
    ["two are not", day(50, 0, 2), true],
    ["nothing was sent, and the past bounces", day(0, 100, 100), false],
  ])("%s: %j", (_, counted, tooMuch) => {
    expect(isTooMuch(counted, AWS)).toBe(tooMuch);
  });

  it("never for what has no limit", () => {
    expect(isTooMuch(day(100, 100), { maxComplaintPercent: 0.1 })).toBe(false);
    expect(isTooMuch(day(100, 0, 100), { maxBouncePercent: 5 })).toBe(false);
  });

  it("exactly above the limit, whatever the numbers", () => {
    const numbers = fc.record({
      sent: fc.integer({ min: 0, max: 200_000 }),
      thousandths: fc.integer({ min: 1, max: 100_000 }),
      beside: fc.integer({ min: -2, max: 2 }),
      of: fc.constantFrom("bounced", "complained"),
    });
    fc.assert(
      fc.property(numbers, ({ sent, thousandths, beside, of }) => {
        const fewestAbove = Number((BigInt(thousandths) * BigInt(sent)) / 100_000n) + 1;
        const count = Math.max(0, fewestAbove + beside);
        const [limit, minimum] = of === "bounced" ? ["maxBouncePercent", 3] : ["maxComplaintPercent", 2];
        const expected = sent >= 50 && count >= minimum && count >= fewestAbove;
        return isTooMuch({ ...day(sent), [of]: count }, { [limit]: thousandths / 1_000 }) === expected;
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });
});

/** A Friday, at five in the afternoon. */
const NOW_MS = Date.UTC(2024, 0, 5, 17);
const [TODAY, YESTERDAY, BEFORE] = ["2024-01-05", "2024-01-04", "2024-01-03"] as const;
const SEVEN_HOURS = 7 * 3_600;

/** A breaker at the limits of AWS, over these days. */
function breakerOver(days: Record<string, MailDay | Error>) {
  const reads: string[] = [];
  const events: Pick<MailEventStore, "read"> = {
    read: async (name) => {
      reads.push(name);
      const found = days[name] ?? NONE;
      if (found instanceof Error) throw found;
      return found;
    },
  };
  const breaker = sendingBreaker({ events, ...AWS });
  return { reads, check: (seconds = 0) => breaker.run({}, at(NOW_MS + seconds * 1_000)) };
}

describe("the breaker", () => {
  it("looks at today and yesterday together, and no further", async () => {
    const half = day(30, 2);
    expect(await breakerOver({ [TODAY]: half }).check()).toMatchObject({ ok: true });
    expect(await breakerOver({ [TODAY]: half, [YESTERDAY]: half }).check()).toMatchObject({ ok: false });
    expect(await breakerOver({ [TODAY]: half, [BEFORE]: half }).check()).toMatchObject({ ok: true });
  });

  it("says when it can close at the earliest: when the day that opened it has passed", async () => {
    const refused = (retryAfterSeconds: number) => ({
      ok: false,
      reason: "SENDING_PAUSED",
      retryAfterSeconds,
    });
    const bad = day(100, 10);
    expect(await breakerOver({ [YESTERDAY]: bad }).check()).toEqual(refused(SEVEN_HOURS));
    expect(await breakerOver({ [TODAY]: bad }).check()).toEqual(refused(SEVEN_HOURS + 86_400));
  });

  it("closes by itself when those days have passed", async () => {
    const { check } = breakerOver({ [TODAY]: day(100, 10) });
    const daysLater = (days: number) => check(SEVEN_HOURS + (days - 1) * 86_400);
    expect(await check()).toMatchObject({ ok: false });
    expect(await daysLater(1)).toMatchObject({ ok: false });
    expect(await daysLater(2)).toMatchObject({ ok: true });
  });

  it("reads once a minute for all who ask", async () => {
    const { check, reads } = breakerOver({});
    await Promise.all(Array.from({ length: 50 }, () => check()));
    await check(59.999);
    expect(reads).toEqual([TODAY, YESTERDAY]);
    await check(60);
    expect(reads).toHaveLength(4);
  });

  it("sees within a minute what came back meanwhile", async () => {
    const days: Record<string, MailDay> = {};
    const { check } = breakerOver(days);
    expect(await check()).toMatchObject({ ok: true });
    days[TODAY] = day(100, 10);
    expect(await check(59)).toMatchObject({ ok: true });
    expect(await check(60)).toMatchObject({ ok: false });
  });

  it("goes on when it cannot read, says so, and keeps nobody waiting a second time within the minute", async () => {
    const outage = new Unavailable("dynamodb", new Error("gone"));
    const days: Record<string, MailDay | Error> = { [YESTERDAY]: outage };
    const { check, reads } = breakerOver(days);
    const goesOn = {
      ok: true,
      degraded: "the counts of bounces and complaints are out of reach: nobody watches their rate",
      error: outage,
    };
    expect(await check()).toMatchObject(goesOn);
    expect(await check(30)).toMatchObject(goesOn);
    expect(reads).toHaveLength(2);
    days[YESTERDAY] = day(100, 10);
    expect(await check(60)).toMatchObject({ ok: false });
  });

  it("takes a bug for no outage", async () => {
    const { check } = breakerOver({ [TODAY]: new TypeError("a bug") });
    await expect(check()).rejects.toThrow("a bug");
  });

  it("reads again when the clock was set back", async () => {
    const { check, reads } = breakerOver({});
    await check();
    await check(-3_600);
    expect(reads).toHaveLength(4);
  });
});
