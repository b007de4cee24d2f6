import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Mailer, MailOutcome } from "../../src/senders/mailer.ts";
import { type RetryBudget, type RetryingOptions, retryBudget, retrying } from "../../src/senders/retrying.ts";
import { MAIL, startSesServer } from "./support/ses-server.ts";

const SENT: MailOutcome = { sent: true, value: { messageId: "1" } };
const THROTTLED: MailOutcome = { sent: false, reason: "ThrottlingException", failure: "passing" };
const generous: RetryBudget = { addCall: () => undefined, takeRetry: () => true };
const PLENTY = { remainingMs: () => 60_000 };

/** A mailer that says these one after the other, and the last one for ever. */
function instance(outcomes: readonly MailOutcome[], over: Partial<RetryingOptions> = {}) {
  const pauses: number[] = [];
  let calls = 0;
  const told: Mailer = {
    send: async () => {
      const outcome = outcomes[Math.min(calls, outcomes.length - 1)] as MailOutcome;
      calls += 1;
      return outcome;
    },
  };
  const mailer = retrying(told, {
    budget: generous,
    pause: async (ms) => void pauses.push(ms),
    random: () => 0.5,
    ...over,
  });
  return { mailer, pauses, calls: () => calls };
}

describe("a mail is tried again", () => {
  it("when it surely was not sent, for a reason that passes", async () => {
    const { mailer, calls } = instance([THROTTLED, SENT]);
    expect(await mailer.send(MAIL, PLENTY)).toEqual(SENT);
    expect(calls()).toBe(2);
  });

  it("when its mailer does not say how long the failure lasts", async () => {
    const { mailer, calls } = instance([{ sent: false, reason: "x" }, SENT]);
    expect(await mailer.send(MAIL, PLENTY)).toEqual(SENT);
    expect(calls()).toBe(2);
  });

  it("three times at most, and then it has failed", async () => {
    const { mailer, calls, pauses } = instance([THROTTLED]);
    expect(await mailer.send(MAIL, PLENTY)).toEqual(THROTTLED);
    expect([calls(), pauses]).toEqual([3, [100, 200]]);
  });

  it.each([
    [0, [0, 0]],
    [0.999_999, [199.9998, 399.9996]],
  ])("after pauses anywhere from nothing to twice the last longest (random %d)", async (random, expected) => {
    const { mailer, pauses } = instance([THROTTLED], { random: () => random });
    await mailer.send(MAIL, PLENTY);
    expect(pauses).toEqual(expected);
  });
});

describe("a mail is not tried again", () => {
  it.each<[string, MailOutcome]>([
    ["was sent", SENT],
    ["may have been sent", { sent: "unknown", reason: "TimeoutError", failure: "passing" }],
    ["will never go", { sent: false, reason: "MessageRejected", failure: "permanent" }],
    ["cannot go today", { sent: false, reason: "SendingPausedException", failure: "lasting" }],
  ])("that %s", async (_, outcome) => {
    const { mailer, calls } = instance([outcome]);
    expect(await mailer.send(MAIL, PLENTY)).toEqual(outcome);
    expect(calls()).toBe(1);
  });

  it("when nobody says how long there is", async () => {
    const { mailer, calls } = instance([THROTTLED]);
    expect(await mailer.send(MAIL)).toEqual(THROTTLED);
    expect(calls()).toBe(1);
  });

  it.each([
    [5_599, 1],
    [5_600, 2],
  ])("when the deadline would come first: %i ms left, %i calls", async (leftMs, expected) => {
    const { mailer, calls } = instance([THROTTLED, SENT]);
    await mailer.send(MAIL, { remainingMs: () => leftMs });
    expect(calls()).toBe(expected);
  });
});

describe("the budget", () => {
  const earn = (budget: RetryBudget, calls: number) => {
    for (let call = 0; call < calls; call += 1) budget.addCall();
  };

  it("gives one retry for ten calls, and none on credit", () => {
    const budget = retryBudget();
    earn(budget, 9);
    expect(budget.takeRetry()).toBe(false);
    earn(budget, 1);
    expect([budget.takeRetry(), budget.takeRetry()]).toEqual([true, false]);
  });

  it("saves up no more than it should", () => {
    const budget = retryBudget(2);
    earn(budget, 1_000);
    expect([budget.takeRetry(), budget.takeRetry(), budget.takeRetry()]).toEqual([true, true, false]);
  });
});

describe("on the wire", () => {
  let ses: Awaited<ReturnType<typeof startSesServer>>;
  beforeAll(async () => {
    ses = await startSesServer();
  });
  beforeEach(() => ses.forget());
  afterAll(() => ses.close());

  const patient = (budget = retryBudget()) =>
    retrying(ses.mailer, { budget, pause: async () => undefined, random: () => 0.5 });

  it("1,000 mails while SES refuses everything make at most 1,100 calls", async () => {
    ses.answerWith({ status: 429, type: "TooManyRequestsException" });
    const mailer = patient();
    for (let batch = 0; batch < 50; batch += 1) {
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => mailer.send(MAIL, PLENTY)));
      expect(outcomes.every(({ sent }) => sent === false)).toBe(true);
    }
    expect(ses.calls()).toBeGreaterThan(1_090);
    expect(ses.calls()).toBeLessThanOrEqual(1_100);
  });

  it("1,000 mails while SES breaks make exactly 1,000 calls: they may have gone", async () => {
    ses.answerWith({ status: 500, type: "InternalFailure" });
    const mailer = patient();
    await Promise.all(Array.from({ length: 1_000 }, () => mailer.send(MAIL, PLENTY)));
    expect(ses.calls()).toBe(1_000);
  });
});
