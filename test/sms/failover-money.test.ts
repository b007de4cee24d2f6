import { describe, expect, it } from "vitest";
import type { TextFailure, TextResult, TextSender } from "../../src/senders/text-sender.ts";
import { type FailoverOptions, isPermanent, sendWithFailover } from "../../src/sms/failover.ts";
import type { ReservedAgain } from "../../src/spend/ceiling.ts";

/*
 * What a failover does with money, without a wire: which reservation is made, and which one is given back. What makes a
 * provider fail so or so is in failover.test.ts.
 */

const MESSAGE = { to: "+66812345678", body: "Your code", source: "app", reference: "r" };
const SENT: TextResult = { sent: true, messageId: "id" };
const failing = (failure: TextFailure, error?: unknown): TextResult => ({
  sent: false,
  failure,
  reason: failure.toUpperCase(),
  ...(error !== undefined && { error }),
});

/** One text through two providers that answer so, and all that happened on the way. */
async function sent(first: TextResult, second: TextResult, more: Partial<FailoverOptions> = {}) {
  const journal: string[] = [];
  const provider = (name: TextSender["name"], result: TextResult): TextSender => ({
    name,
    send: async (message) => {
      expect(message).toBe(MESSAGE);
      journal.push(name);
      return result;
    },
  });
  const outcome = await sendWithFailover(MESSAGE, {
    first: provider("ClickSend", first),
    second: provider("SNS", second),
    onFallback: ({ reason }) => journal.push(`falls back: ${reason}`),
    reserveAgain: async () => {
      journal.push("reserves");
      return reserved(async () => void journal.push("gives back"));
    },
    ...more,
  });
  return { outcome, journal };
}
const reserved = (giveBack: () => Promise<void>): ReservedAgain => ({ reserved: true, counts: [], giveBack });

describe("a text", () => {
  it("that the first provider sends is not reserved again", async () => {
    expect(await sent(SENT, SENT)).toEqual({
      outcome: { sent: true, provider: "ClickSend", messageId: "id" },
      journal: ["ClickSend"],
    });
  });

  it.each(["message", "duplicate", "opted-out", "policy"] as const)(
    "of which the first says %s goes no further",
    async (failure) => {
      const error = new Error("what broke");
      expect(await sent(failing(failure, error), SENT)).toEqual({
        outcome: { sent: false, isLasting: false, failure, reason: failure.toUpperCase(), error },
        journal: ["ClickSend"],
      });
    },
  );

  it.each([
    ["policy", true, "SNS"],
    ["policy", false, undefined],
    ["message", true, undefined],
  ] as const)(
    "of which the first says %s, where a block may be gone round: %j",
    async (failure, may, provider) => {
      const { outcome } = await sent(failing(failure), SENT, { secondOnPolicyBlock: may });
      expect(outcome).toMatchObject(provider ? { sent: true, provider } : { sent: false });
    },
  );

  it("that the first surely did not send is paid for by its reservation", async () => {
    expect(await sent(failing("ours"), SENT)).toEqual({
      outcome: { sent: true, provider: "SNS", messageId: "id" },
      journal: ["ClickSend", "falls back: OURS", "SNS"],
    });
  });

  it("that the first may have sent is reserved again before the second is tried, and stays so when it sends", async () => {
    expect(await sent(failing("unknown"), SENT)).toEqual({
      outcome: { sent: true, provider: "SNS", messageId: "id" },
      journal: ["ClickSend", "reserves", "falls back: UNKNOWN", "SNS"],
    });
  });

  it("that neither surely sent is not sent, with the reasons of both, and the failure and the error of the later", async () => {
    const last = new Error("the last");
    const { outcome } = await sent(failing("ours", new Error("the first")), failing("opted-out", last));
    const reason = "OURS, OPTED-OUT";
    expect(outcome).toEqual({ sent: false, isLasting: false, failure: "opted-out", reason, error: last });
  });
});

describe("the second reservation", () => {
  it.each(["ours", "message", "duplicate", "opted-out", "policy"] as const)(
    "is given back when the second provider surely did not send: %s",
    async (failure) => {
      const { outcome, journal } = await sent(failing("unknown"), failing(failure));
      expect(journal).toEqual(["ClickSend", "reserves", "falls back: UNKNOWN", "SNS", "gives back"]);
      expect(outcome).toEqual({
        sent: "unknown",
        isLasting: false,
        failure,
        reason: `UNKNOWN, ${failure.toUpperCase()}`,
        error: undefined,
      });
    },
  );

  it("stays when the second may have sent as well", async () => {
    const { outcome, journal } = await sent(failing("unknown"), failing("unknown"));
    expect(journal).toEqual(["ClickSend", "reserves", "falls back: UNKNOWN", "SNS"]);
    expect(outcome).toMatchObject({ sent: "unknown", reason: "UNKNOWN, UNKNOWN" });
  });

  it("that cannot be given back stays counted, and the outcome tells what broke", async () => {
    const down = new Error("down");
    const reserveAgain = async () => reserved(() => Promise.reject(down));
    const { outcome } = await sent(failing("unknown"), failing("ours", new Error("its own")), {
      reserveAgain,
    });
    expect(outcome).toEqual({
      sent: "unknown",
      isLasting: false,
      failure: "ours",
      reason: "UNKNOWN, OURS",
      error: down,
    });
  });

  it("that cannot be made leaves the second provider untried", async () => {
    const error = new Error("down");
    const reserveAgain = async () => ({ reserved: false, reason: "SPEND_UNKNOWN", error }) as const;
    expect(await sent(failing("unknown"), SENT, { reserveAgain })).toEqual({
      outcome: {
        sent: "unknown",
        isLasting: false,
        failure: "ours",
        reason: "UNKNOWN, SPEND_UNKNOWN",
        error,
      },
      journal: ["ClickSend"],
    });
  });

  it("is not needed where none is counted", async () => {
    const { outcome, journal } = await sent(failing("unknown"), failing("ours"), { reserveAgain: undefined });
    expect(journal).toEqual(["ClickSend", "falls back: UNKNOWN", "SNS"]);
    expect(outcome).toEqual({
      sent: "unknown",
      isLasting: false,
      failure: "ours",
      reason: "UNKNOWN, OURS",
      error: undefined,
    });
  });
});

it("only what no provider would send, now or later, has failed for good", () => {
  const failures = ["ours", "message", "duplicate", "opted-out", "policy", "unknown"] as const;
  expect(failures.filter(isPermanent)).toEqual(["message", "opted-out"]);
});
