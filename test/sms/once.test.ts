import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clickSendError, clickSendStatus } from "./support/clicksend.ts";
import { MESSAGE, newPhone, newRequestId, smsInstance } from "./support/instance.ts";
import { resets } from "./support/service.ts";
import { snsError } from "./support/sns.ts";
import { dynamoDbDown } from "./support/table.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

const HOUR = 3_600;
const skip = { skipRateLimit: true };

/** Surely not sent, by either. */
const refuse = () => world.clickSend.misbehave(clickSendError(400));
/** Nobody knows. */
const lose = () => {
  world.clickSend.misbehave(resets);
  world.sns.misbehave(snsError(400, "InvalidParameter"));
};

describe("an invocation that Lambda repeats, with the same request id", () => {
  it.each([
    ["", {}],
    [", with skipRateLimit too", skip],
  ])("sends once%s, on any instance", async (_, more) => {
    const [one, other] = [smsInstance(world), smsInstance(world)];
    const [phone, id] = [newPhone(), newRequestId()];
    await one.send(phone, more, id);
    const { length } = world.clickSend.arrived();
    for (const [each, seconds] of [
      [one, 61],
      // After the floor that taking back the first repeat's cooldown has left.
      [other, 66],
    ] as const) {
      each.clock.advanceSeconds(seconds);
      expect(await each.send(phone, more, id)).toMatchObject({
        success: false,
        error: "SEND_FAILED",
        rateLimited: false,
      });
      expect(each.decision()).toMatchObject({ outcome: "refused", reason: "UNDER_WAY" });
    }
    expect(world.clickSend.arrived()).toHaveLength(length);
  });

  it("is not sent again when the first attempt ended without telling how", async () => {
    const [one, phone, id] = [smsInstance(world), newPhone(), newRequestId()];
    lose();
    await one.send(phone, skip, id);
    world.behave();
    const before = world.sent();
    expect(await one.send(phone, skip, id)).toMatchObject({
      error: "SEND_FAILED",
      message: expect.stringMatching(/not sent again/),
    });
    expect(world.sent()).toBe(before);
  });

  it("sends when the first attempt surely did not: the claim is given back", async () => {
    const [one, phone, id] = [smsInstance(world), newPhone(), newRequestId()];
    refuse();
    expect(await one.send(phone, skip, id)).toMatchObject({ error: "SEND_FAILED" });
    world.behave();
    expect(await one.send(phone, skip, id)).toMatchObject({ success: true });
    expect(await one.send(phone, skip, id)).toMatchObject({ success: false });
  });

  it("does not move the clock of the cooldown, nor the count of the prefix", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "2" });
    const [phone, id] = [newPhone(), newRequestId()];
    await one.send(phone, {}, id);
    one.clock.advanceSeconds(60);
    for (let i = 0; i < 3; i += 1) {
      await one.send(phone, {}, id);
      expect(one.step("cooldown")).toMatchObject({ undone: "refused" });
      one.clock.advanceSeconds(5);
    }
    expect(await one.send(phone)).toMatchObject({ success: true });
  });

  it("sends once of 20 that come at once", async () => {
    const instances = Array.from({ length: 4 }, () => smsInstance(world));
    const [phone, id, before] = [newPhone(), newRequestId(), world.sent()];
    const all = Array.from({ length: 20 }, (_, i) => instances[i % 4]?.send(phone, skip, id));
    expect((await Promise.all(all)).filter((answer) => answer?.success)).toHaveLength(1);
    expect(world.sent() - before).toBe(1);
  });

  it("is remembered for a day, longer than Lambda repeats", async () => {
    const [one, phone, id] = [smsInstance(world), newPhone(), newRequestId()];
    await one.send(phone, skip, id);
    one.clock.advanceSeconds(24 * HOUR - 1);
    expect(await one.send(phone, skip, id)).toMatchObject({ success: false });
    one.clock.advanceSeconds(1);
    expect(await one.send(phone, skip, id)).toMatchObject({ success: true });
  });
});

describe("an idempotencyKey", () => {
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return { idempotencyKey: `planted key ${keys}` };
  };

  it("is answered the same, word for word, on any instance, within the cooldown and after it; and sent once", async () => {
    const [one, other] = [smsInstance(world), smsInstance(world)];
    const [phone, key] = [newPhone(), newKey()];
    const first = await one.send(phone, key);
    const before = world.sent();
    expect(first).toMatchObject({ success: true, messageId: expect.any(String) });
    expect(await one.send(phone, key)).toEqual(first);
    expect(await other.send(phone, { ...key, ...skip })).toEqual(first);
    one.clock.advanceSeconds(61);
    expect(await one.send(phone, key)).toEqual(first);
    expect(world.sent()).toBe(before);
    expect(await one.send(phone), "without the key it is another text").toMatchObject({ success: true });
  });

  it("of one message is refused for another, or for another number", async () => {
    const one = smsInstance(world);
    const [phone, key] = [newPhone(), newKey()];
    await one.send(phone, key);
    const before = world.sent();
    for (const [number, message] of [
      [phone, "Planted: another code, 654321"],
      [newPhone(), MESSAGE],
    ] as const) {
      expect(await one.send(number, { ...key, message })).toEqual({
        success: false,
        error: "INVALID_REQUEST",
        message: "This idempotencyKey has been used for another message.",
        rateLimited: false,
      });
    }
    expect(world.sent()).toBe(before);
  });

  it("of an attempt that surely did not send may be used again", async () => {
    const one = smsInstance(world);
    const [phone, key] = [newPhone(), newKey()];
    refuse();
    expect(await one.send(phone, key)).toMatchObject({ error: "SEND_FAILED" });
    world.behave();
    one.clock.advanceSeconds(5);
    expect(await one.send(phone, key)).toMatchObject({ success: true });
  });

  it("of an attempt that may have sent is not sent again, whatever the request", async () => {
    const one = smsInstance(world);
    const [phone, key] = [newPhone(), newKey()];
    lose();
    await one.send(phone, { ...key, ...skip });
    world.behave();
    const before = world.sent();
    expect(await one.send(phone, { ...key, ...skip })).toMatchObject({ error: "SEND_FAILED" });
    expect(world.sent()).toBe(before);
  });

  it("is forgotten after a day", async () => {
    const one = smsInstance(world);
    const [phone, key] = [newPhone(), newKey()];
    const first = await one.send(phone, key);
    one.clock.advanceSeconds(24 * HOUR - 1);
    expect(await one.send(phone, key)).toEqual(first);
    one.clock.advanceSeconds(1);
    expect((await one.send(phone, key)).messageId).not.toBe(first.messageId);
  });

  it("cannot be the request id of somebody else", async () => {
    const one = smsInstance(world);
    const id = newRequestId();
    await one.send(newPhone(), {}, id);
    expect(await one.send(newPhone(), { idempotencyKey: id })).toMatchObject({ success: true });
  });

  it("whose answer could not be kept: the text has gone, the answer says so, and an error is logged", async () => {
    const one = smsInstance(world);
    world.clickSend.misbehave((response, received) => {
      world.table.misbehave(dynamoDbDown);
      world.clickSend.behave();
      clickSendStatus("SUCCESS")(response, received);
    });
    expect(await one.send(newPhone(), newKey())).toMatchObject({ success: true, provider: "ClickSend" });
    expect(one.lines().at(-1)?.level).toBe("ERROR");
    expect(one.decision()).toMatchObject({ outcome: "sent", error: { name: "Unavailable" } });
  });
});
