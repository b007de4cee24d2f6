import { expect, it } from "vitest";
import type { TextFailure, TextResult, TextSender } from "../../src/senders/text-sender.ts";
import { queuedTexts } from "../../src/sms/queued.ts";

const failing = (failure: TextFailure): TextResult => ({ sent: false, failure, reason: failure });

it.each<[TextFailure, TextFailure, string | undefined]>([
  ["ours", "opted-out", "permanent"],
  ["ours", "message", "permanent"],
  ["ours", "ours", undefined],
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
    expect(asked.includes("SNS"), "goes round no person's wish").toBe(first === "ours");
  },
);
