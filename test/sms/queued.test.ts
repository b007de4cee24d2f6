import { describe, expect, it } from "vitest";
import { delivery } from "../../src/delivery/deliver.ts";
import { encodeJob } from "../../src/delivery/job.ts";
import type { Conclusion } from "../../src/gate/trail.ts";
import type { TextFailure, TextResult, TextSender } from "../../src/senders/text-sender.ts";
import { queuedTexts } from "../../src/sms/queued.ts";
import { memoryOnce } from "../../src/stores/memory-once.ts";
import { HOUR_MS } from "../support/clock.ts";

/* What a batch of queued texts does about providers that do not send. What a failure is by its wire: test/senders/texts.test.ts. */

const queued = (index: number) => {
  const reference = `00000000-0000-4000-8000-00000000000${index}`;
  const payload = { to: "+66812345678", body: "Planted", source: "app", reference };
  return {
    messageId: `message-${index}`,
    body: encodeJob({
      kind: "text",
      id: reference,
      acceptedAtMs: HOUR_MS,
      payload: { ...payload, notAfterMs: HOUR_MS + 600_000, paidFor: null },
    }),
  };
};

async function sendTen(clickSend: TextFailure, sns: TextFailure) {
  let calls = 0;
  const failing = (name: TextSender["name"], failure: TextFailure): TextSender => ({
    name,
    send: async () => {
      calls += 1;
      return { sent: false, failure, reason: "AS_TOLD" };
    },
  });
  const reasons: string[] = [];
  const { deliver } = delivery({
    store: memoryOnce(),
    newToken: () => String(calls),
    handlers: { text: queuedTexts({ first: failing("ClickSend", clickSend), second: failing("SNS", sns) }) },
  });
  const at = { nowMs: HOUR_MS, elapsedMs: () => 0, remainingMs: () => 60_000, signal: AbortSignal.abort() };
  const tell = ({ reason }: Conclusion) => void reasons.push(reason);
  const again = await deliver(
    Array.from({ length: 10 }, (_, index) => queued(index)),
    at,
    tell,
  );
  expect(again).toHaveLength(10);
  return { calls, reasons: [...new Set(reasons)] };
}

describe("ten texts in one batch", () => {
  it("ask each provider once when the accounts of both stand against every text", async () => {
    expect(await sendTen("account", "account")).toEqual({ calls: 2, reasons: ["SENDING_STOPPED"] });
  });

  it.each([
    ["account", "ours"],
    ["ours", "account"],
    ["ours", "ours"],
  ] as const)("are all tried when that is not so (%s, %s)", async (clickSend, sns) => {
    expect(await sendTen(clickSend, sns)).toEqual({ calls: 20, reasons: ["SEND_FAILED"] });
  });
});

const failing = (failure: TextFailure): TextResult => ({ sent: false, failure, reason: failure });

it.each<[TextFailure, TextFailure, string | undefined]>([
  ["ours", "opted-out", "permanent"],
  ["ours", "message", "permanent"],
  ["ours", "ours", undefined],
  ["account", "account", "lasting"],
  ["account", "ours", undefined],
  ["account", "opted-out", "permanent"],
  ["opted-out", "ours", "permanent"],
  ["message", "ours", "permanent"],
  ["duplicate", "ours", undefined],
  ["policy", "ours", undefined],
])(
  "a text that the first provider refuses as %s and the second as %s: %s",
  async (first, second, failure) => {
    const asked: string[] = [];
    const sender = (name: TextSender["name"], kind: TextFailure): TextSender => ({
      name,
      send: async () => {
        asked.push(name);
        return failing(kind);
      },
    });
    const handler = queuedTexts({ first: sender("ClickSend", first), second: sender("SNS", second) });
    const payload = {
      ...{ to: "+66812345678", body: "Planted", source: "test", reference: "1" },
      ...{ notAfterMs: 1, paidFor: null },
    };
    const job = { kind: "text", id: "1", acceptedAtMs: 0, payload } as const;
    const at = {
      nowMs: 0,
      elapsedMs: () => 0,
      remainingMs: () => 30_000,
      signal: new AbortController().signal,
    };
    expect(await handler.send([job], at)).toMatchObject({ sent: false, ...(failure && { failure }) });
    expect((await handler.send([job], at)).failure).toBe(failure);
    expect(asked.includes("SNS"), "goes round no person's wish").toBe(
      first === "ours" || first === "account",
    );
  },
);
