import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clickSendError, clickSendStatus } from "./support/clicksend.ts";
import { MESSAGE, newPhone, smsInstance } from "./support/instance.ts";
import { API_KEY, HASH_KEY, leaksIn, plant, USERNAME } from "./support/leaks.ts";
import { resets } from "./support/service.ts";
import { snsError } from "./support/sns.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

const SHORT_HASH = /^[0-9a-f]{12}$/;

describe("the lines of one invocation", () => {
  it("sent by ClickSend: the event under the name of the source text, then the decision", async () => {
    const one = smsInstance(world);
    const { messageId } = await one.send(newPhone(), {}, "request of the log");
    expect(one.lines()).toEqual([
      {
        level: "INFO",
        message: "SMS sent via ClickSend",
        requestId: "request of the log",
        phone_hash: expect.stringMatching(SHORT_HASH),
        message_id: messageId,
      },
      expect.objectContaining({
        level: "INFO",
        message: "sms: sent",
        requestId: "request of the log",
        gate: "sms",
        outcome: "sent",
        reason: "SENT",
        Decisions: 1,
      }),
    ]);
  });

  it("sent by SNS: falling back with the reason, then sent, then the decision", async () => {
    const one = smsInstance(world);
    world.clickSend.misbehave(clickSendStatus("INSUFFICIENT_CREDIT"));
    const { messageId } = await one.send(newPhone());
    const phone_hash = expect.stringMatching(SHORT_HASH);
    expect(one.lines().slice(0, -1)).toEqual([
      {
        level: "WARN",
        message: "Falling back to SNS",
        requestId: expect.any(String),
        phone_hash,
        reason: "INSUFFICIENT_CREDIT",
        ambiguous: false,
      },
      {
        level: "INFO",
        message: "SMS sent via SNS",
        requestId: expect.any(String),
        phone_hash,
        message_id: messageId,
      },
    ]);
    expect(one.lines().at(-1)).toMatchObject({ message: "sms: sent", Fallbacks: 1 });
    expect(one.lines().at(-1)).not.toHaveProperty("Ambiguous");
  });

  it("the same number has the same reference on any instance, and another number another", async () => {
    const hashes = [];
    const phone = newPhone();
    for (const number of [phone, phone, newPhone()]) {
      const one = smsInstance(world);
      await one.send(number, { skipRateLimit: true });
      hashes.push((one.lines()[0] as { phone_hash?: string }).phone_hash);
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it.each([
    ["a request that is refused", { phone: "nobody" }, "refused"],
    ["a payload that is none", 7, "refused"],
    ["a text that is sent", { phone: "+66819994321", message: MESSAGE }, "sent"],
  ])("%s: exactly one decision, and it is last", async (_, payload, outcome) => {
    const one = smsInstance(world);
    await one.invoke(payload);
    expect(one.decisions()).toHaveLength(1);
    expect(one.lines().at(-1)).toMatchObject({ message: `sms: ${outcome}` });
  });

  it("that failed at both providers is an error, with what the last one said", async () => {
    const one = smsInstance(world);
    world.clickSend.misbehave(clickSendError(403));
    world.sns.misbehave(snsError(403, "AuthorizationError", "no rights to publish"));
    await one.send(newPhone());
    expect(one.lines().at(-1)).toMatchObject({
      level: "ERROR",
      message: "sms: failed",
      reason: "SEND_FAILED",
    });
    expect(one.decision().error).toMatchObject({
      name: "AuthorizationErrorException",
      message: "no rights to publish",
    });
  });

  it("a text that ClickSend rejected inside a 200 says with which status", async () => {
    const one = smsInstance(world);
    world.clickSend.misbehave(clickSendStatus("INVALID_RECIPIENT"));
    await one.send(newPhone());
    expect(one.raw.join("\n")).toContain("INVALID_RECIPIENT");
  });

  it.each([
    ["warn", 1],
    ["error", 1],
    ["silent", 1],
  ])("LOG_LEVEL %s leaves of a text that was sent the counts alone", async (LOG_LEVEL, count) => {
    const one = smsInstance(world, { LOG_LEVEL });
    await one.send(newPhone());
    expect(one.lines()).toHaveLength(count);
    expect(one.lines()[0]).toMatchObject({ Decisions: 1, outcome: "sent" });
    expect(one.lines()[0]).not.toHaveProperty("decision");
  });
});

describe("what providers quote back is not logged", () => {
  it.each(["+29051234", "+66812345678", "+447911123456"])("the number %s in SNS's refusal", async (phone) => {
    const one = smsInstance(world);
    world.clickSend.misbehave(resets);
    const quoting = `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`;
    world.sns.misbehave(snsError(400, "InvalidParameter", quoting));
    await one.send(phone, { skipRateLimit: true });
    expect(one.lines().at(-1)).toMatchObject({ level: "ERROR" });
    expect(one.raw.join("\n")).not.toContain(phone.slice(1));
  });
});

describe("the search of every line that the suite logs", () => {
  it.each([MESSAGE, USERNAME, API_KEY, HASH_KEY, Buffer.from(`${USERNAME}:${API_KEY}`).toString("base64")])(
    "finds %j",
    (planted) => {
      plant({ phone: "+66810004321", message: MESSAGE });
      const line = JSON.stringify({ level: "INFO", deep: [`…${planted}…`] });
      expect(leaksIn(["{}", line])).toEqual([line]);
    },
  );

  it.each(["+66810004321", "66810004321", "0810004321", "810004321"])("finds a number as %s", (written) => {
    plant({ phone: "+66810004321" });
    expect(leaksIn([`{"to":"${written}"}`])).toHaveLength(1);
  });

  it("finds nothing in a line that holds nothing", () => {
    expect(leaksIn(['{"level":"INFO","message":"sms: sent","phone_hash":"dade74bc53dc"}'])).toEqual([]);
  });
});
