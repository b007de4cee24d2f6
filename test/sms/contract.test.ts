import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, testClock } from "../support/clock.ts";
import { eventAlb, eventV1, eventV2 } from "../support/events.ts";
import { JSON_TYPE } from "../support/exchange.ts";
import { clickSendError } from "./support/clicksend.ts";
import { MESSAGE, newPhone, smsInstance } from "./support/instance.ts";
import { startWorld, type World } from "./support/world.ts";

/*
 * The contract of the source text and of the issue, field by field, through the whole function and down to the wire.
 */

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

const wait = (minutes: string) => `Please wait ${minutes} before requesting another code.`;

const rateLimited = (retryAfterSeconds: number, minutes: string) => ({
  success: false,
  error: "RATE_LIMITED",
  message: wait(minutes),
  rateLimited: true,
  retryAfterSeconds,
});

describe("a text that is sent", () => {
  it("is answered as the text promises, and tells who sent it, in how many parts", async () => {
    const requestId = "request-of-the-contract";
    expect(await smsInstance(world).send(newPhone(), {}, requestId)).toEqual({
      success: true,
      message: "SMS sent successfully",
      rateLimited: false,
      provider: "ClickSend",
      messageId: `CS-${requestId}`,
      segments: 1,
      encoding: "GSM-7",
    });
  });

  it("arrives at ClickSend as it was asked for, under the default source, with the request as its reference", async () => {
    const phone = newPhone();
    await smsInstance(world).send(phone, {}, "request-on-the-wire");
    expect(world.clickSend.arrived().at(-1)).toEqual({
      to: phone,
      body: MESSAGE,
      source: "postern",
      custom_string: "request-on-the-wire",
    });
  });

  it("carries the caller's source, and the sender of the settings", async () => {
    await smsInstance(world, { CLICKSEND_FROM: "Example" }).send(newPhone(), { source: "villa-sms" });
    expect(world.clickSend.arrived().at(-1)).toMatchObject({ source: "villa-sms", from: "Example" });
  });

  it("goes through SNS as a transactional text, with the sender and the price limit of the settings", async () => {
    world.clickSend.misbehave(clickSendError(403));
    const phone = newPhone();
    const env = { SNS_SENDER_ID: "Example", SNS_MAX_PRICE_USD: "0.50" };
    const answer = await smsInstance(world, env).send(phone, { message: "Planted: ไทย & 100 % + é\n<&>" });
    expect(answer).toMatchObject({
      success: true,
      provider: "SNS",
      messageId: expect.stringMatching(/^SNS-/),
    });
    expect(world.sns.published().at(-1)).toEqual({
      PhoneNumber: phone,
      Message: "Planted: ไทย & 100 % + é\n<&>",
      attributes: {
        "AWS.SNS.SMS.SMSType": "String:Transactional",
        "AWS.SNS.SMS.SenderID": "String:Example",
        "AWS.SNS.SMS.MaxPrice": "Number:0.5",
      },
    });
    await smsInstance(world).send(newPhone());
    expect(world.sns.published().at(-1)?.attributes).toEqual({
      "AWS.SNS.SMS.SMSType": "String:Transactional",
    });
  });

  it.each([
    ["Planted ไทย", "UCS-2", 1],
    [`Planted ${"x".repeat(153)}`, "GSM-7", 2],
    [`Planted ${"ก".repeat(190)}`, "UCS-2", 3],
  ])("tells how %.12s… travels", async (message, encoding, segments) => {
    expect(await smsInstance(world).send(newPhone(), { message })).toMatchObject({ encoding, segments });
  });
});

describe("what is optional may be left out, null or blank", () => {
  it.each([
    { source: null },
    { source: "" },
    { source: undefined },
    { skipRateLimit: null },
    { skipRateLimit: false },
    { idempotencyKey: null },
    { idempotencyKey: "" },
  ])("%j", async (more) => {
    const one = smsInstance(world);
    const phone = newPhone();
    expect(await one.send(phone, more)).toMatchObject({ success: true });
    expect(world.clickSend.arrived().at(-1)?.source).toBe("postern");
    expect(await one.send(phone, more), "it is limited").toMatchObject({ error: "RATE_LIMITED" });
  });
});

const PHONE = "+66812345678";

const REFUSED: readonly (readonly [payload: unknown, error: string, message: RegExp, more?: object])[] = [
  [{}, "MISSING_PHONE", /phone number is required/],
  [{ message: MESSAGE }, "MISSING_PHONE", /phone number/],
  [{ phone: null, message: MESSAGE }, "MISSING_PHONE", /phone number/],
  [{ phone: "", message: MESSAGE }, "MISSING_PHONE", /phone number/],
  [{ phone: PHONE }, "MISSING_MESSAGE", /message is required/],
  [{ phone: PHONE, message: null }, "MISSING_MESSAGE", /message/],
  [{ phone: PHONE, message: "" }, "MISSING_MESSAGE", /message/],
  [{ phone: PHONE, message: " \n\t" }, "MISSING_MESSAGE", /message/],
  [{ phone: 66_812_345_678, message: MESSAGE }, "INVALID_REQUEST", /phone must be text/],
  [{ phone: [PHONE], message: MESSAGE }, "INVALID_REQUEST", /phone/],
  [{ phone: { toString: PHONE }, message: MESSAGE }, "INVALID_REQUEST", /phone/],
  [{ phone: PHONE, message: 123_456 }, "INVALID_REQUEST", /message/],
  [{ phone: PHONE, message: ["a"] }, "INVALID_REQUEST", /message/],
  [{ phone: PHONE, message: "a lone \ud83d surrogate" }, "INVALID_REQUEST", /message/],
  [{ phone: PHONE, message: MESSAGE, source: 7 }, "INVALID_REQUEST", /source/],
  [{ phone: PHONE, message: MESSAGE, source: "two\nlines" }, "INVALID_REQUEST", /source/],
  [{ phone: PHONE, message: MESSAGE, source: "s".repeat(101) }, "INVALID_REQUEST", /source/],
  [{ phone: PHONE, message: MESSAGE, skipRateLimit: "true" }, "INVALID_REQUEST", /skipRateLimit/],
  [{ phone: PHONE, message: MESSAGE, skipRateLimit: 1 }, "INVALID_REQUEST", /skipRateLimit/],
  [{ phone: PHONE, message: MESSAGE, idempotencyKey: 1 }, "INVALID_REQUEST", /idempotencyKey/],
  [{ phone: PHONE, message: MESSAGE, idempotencyKey: "k".repeat(201) }, "INVALID_REQUEST", /idempotencyKey/],
  [{ phone: PHONE, message: MESSAGE, skipratelimit: true }, "INVALID_REQUEST", /nothing else/],
  [{ phone: PHONE, message: MESSAGE, to: "+1" }, "INVALID_REQUEST", /nothing else/],
  [
    JSON.parse(`{"phone":"${PHONE}","message":"x","__proto__":{"skipRateLimit":true}}`),
    "INVALID_REQUEST",
    /else/,
  ],
  [null, "INVALID_REQUEST", /JSON object/],
  [undefined, "INVALID_REQUEST", /JSON object/],
  ["text", "INVALID_REQUEST", /JSON object/],
  [[{ phone: PHONE, message: MESSAGE }], "INVALID_REQUEST", /JSON object/],
  [{ phone: "0812345678", message: MESSAGE }, "INVALID_PHONE", /E\.164/],
  [{ phone: "   ", message: MESSAGE }, "INVALID_PHONE", /E\.164/],
  [{ phone: "+2348012345678", message: MESSAGE }, "BLOCKED_COUNTRY", /country/],
  [{ phone: PHONE, message: `Planted ${"x".repeat(452)}` }, "MESSAGE_TOO_LONG", /4 parts \(GSM-7\)/],
  [
    { phone: PHONE, message: `Planted ${"ก".repeat(194)}` },
    "MESSAGE_TOO_LONG",
    /4 parts \(UCS-2\)/,
    { ucs2: { characters: ["ก (U+0E01)"], extraSegments: 2 } },
  ],
];

describe("what is refused before anybody is called", () => {
  it.each(REFUSED.map(([payload, error, message, more = {}]) => [payload, error, message, more] as const))(
    "%j: %s",
    async (payload, error, message, more) => {
      const before = [world.table.asked(), world.clickSend.asked(), world.sns.asked(), world.secrets.asked()];
      const one = smsInstance(world);
      expect(await one.invoke(payload)).toEqual({
        success: false,
        error,
        message: expect.stringMatching(message),
        rateLimited: false,
        ...more,
      });
      expect([
        world.table.asked(),
        world.clickSend.asked(),
        world.sns.asked(),
        world.secrets.asked(),
      ]).toEqual(before);
      expect(one.decision()).toMatchObject({ gate: "sms", outcome: "refused", reason: error });
    },
  );

  it("the message may take as many parts as MAX_SEGMENTS says", async () => {
    const message = `Planted ${"x".repeat(200)}`;
    const [one, many] = [
      smsInstance(world, { MAX_SEGMENTS: "1" }),
      smsInstance(world, { MAX_SEGMENTS: "2" }),
    ];
    expect(await one.send(newPhone(), { message })).toMatchObject({ error: "MESSAGE_TOO_LONG" });
    expect(await many.send(newPhone(), { message })).toMatchObject({ success: true, segments: 2 });
  });
});

describe("skipRateLimit exists for direct invocations alone", () => {
  const body = JSON.stringify({ phone: PHONE, message: MESSAGE, skipRateLimit: true });
  const ask = { method: "POST", path: "/sms", headers: JSON_TYPE, body, from: "203.0.113.10" };

  it.each([
    ["a REST API (v1)", eventV1(ask)],
    ["an HTTP API or a function URL (v2)", eventV2(ask)],
    ["a load balancer", eventAlb(ask)],
    [
      "HTTP, with the fields beside",
      { ...eventV2(ask), phone: PHONE, message: MESSAGE, skipRateLimit: true },
    ],
  ])("an event of %s is refused, and nothing is sent", async (_, event) => {
    const before = world.sent();
    expect(await smsInstance(world).invoke(event)).toMatchObject({
      success: false,
      error: "INVALID_REQUEST",
    });
    expect(world.sent()).toBe(before);
  });
});

describe("the cooldown of the source text", () => {
  it("a greedy caller passes at 0, 60, 120, 420 and 720 s, and is told exactly how long to wait", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    const told: [number, number][] = [];
    const passed: number[] = [];
    for (let seconds = 0; seconds <= 720; seconds += 15) {
      one.clock.set(HOUR_MS + seconds * 1_000);
      const answer = await one.send(phone);
      if (answer.success) passed.push(seconds);
      else told.push([seconds, seconds + (answer.retryAfterSeconds ?? Number.NaN)]);
    }
    expect(passed).toEqual([0, 60, 120, 420, 720]);
    const next = (seconds: number) => passed.find((each) => each > seconds);
    expect(told).toEqual(told.map(([seconds]) => [seconds, next(seconds)]));
  });

  it.each([
    [[0], 15, rateLimited(45, "1 minute")],
    [[0], 0, rateLimited(60, "1 minute")],
    [[0], 0.001, rateLimited(60, "1 minute")],
    [[0], 59.999, rateLimited(1, "1 minute")],
    [[0, 60, 120], 133, rateLimited(287, "5 minutes")],
    [[0, 60, 120], 120, rateLimited(300, "5 minutes")],
    [[0, 60, 120], 180, rateLimited(240, "4 minutes")],
    [[0, 60, 120], 179.5, rateLimited(241, "5 minutes")],
    [[0, 60, 120], 360, rateLimited(60, "1 minute")],
    [[0, 60, 120], 359.999, rateLimited(61, "2 minutes")],
  ])("after sends at %j s, at %d s: %j", async (sends, seconds, answer) => {
    const one = smsInstance(world);
    const phone = newPhone();
    for (const second of sends) {
      one.clock.set(HOUR_MS + second * 1_000);
      expect(await one.send(phone)).toMatchObject({ success: true });
    }
    one.clock.set(HOUR_MS + seconds * 1_000);
    expect(await one.send(phone)).toEqual(answer);
  });

  it("follows its settings", async () => {
    const settings = {
      BASE_COOLDOWN_SECONDS: "10",
      ESCALATED_COOLDOWN_SECONDS: "90",
      ESCALATION_THRESHOLD: "2",
      ATTEMPT_WINDOW_SECONDS: "11",
    };
    const one = smsInstance(world, settings);
    const phone = newPhone();
    await one.send(phone);
    expect(await one.send(phone)).toEqual(rateLimited(10, "1 minute"));
    one.clock.advanceSeconds(10);
    await one.send(phone);
    expect(await one.send(phone)).toEqual(rateLimited(90, "2 minutes"));
  });

  it("works with a threshold of 1", async () => {
    const one = smsInstance(world, { ESCALATION_THRESHOLD: "1" });
    const phone = newPhone();
    expect(await one.send(phone)).toMatchObject({ success: true });
    expect(one.decision()).not.toHaveProperty("degraded");
    expect(await one.send(phone)).toEqual(rateLimited(300, "5 minutes"));
  });

  it("is shared by instances, and kept for each number by itself", async () => {
    const phone = newPhone();
    await smsInstance(world).send(phone);
    expect(await smsInstance(world).send(phone)).toMatchObject({ error: "RATE_LIMITED" });
    expect(await smsInstance(world).send(newPhone())).toMatchObject({ success: true });
  });

  it("keeps nothing in the table that holds a number", async () => {
    const phone = newPhone();
    await smsInstance(world).send(phone, { idempotencyKey: "planted-key" });
    const text = JSON.stringify(await world.table.items());
    for (const planted of [phone.slice(1), phone.slice(3), MESSAGE, "planted-key"]) {
      expect(text).not.toContain(planted);
    }
  });
});

describe("the prefix limit", () => {
  const neighbours = () => {
    const phone = newPhone().slice(0, -4);
    return (last: number) => phone + String(last).padStart(4, "0");
  };

  it("lets 20 an hour pass to numbers that differ in their last four digits, and tells when the hour ends", async () => {
    const clock = testClock();
    clock.advanceSeconds(3_600 - 1_742);
    const one = smsInstance(world, {}, clock);
    const phone = neighbours();
    for (let i = 0; i < 20; i += 1) expect(await one.send(phone(i))).toMatchObject({ success: true });
    expect(await one.send(phone(20))).toEqual(rateLimited(1_742, "30 minutes"));
    expect(await one.send(phone(20)), "and told the same again").toEqual(rateLimited(1_742, "30 minutes"));
    expect(one.decision()).toMatchObject({ outcome: "refused", reason: "RATE_LIMITED" });
    expect(one.step("prefix-limit")).toMatchObject({ verdict: "refused" });
    expect(await one.send(newPhone()), "another prefix").toMatchObject({ success: true });
    clock.advanceSeconds(1_742);
    expect(await one.send(phone(20)), "the next hour").toMatchObject({ success: true });
  });

  it("stands after the cooldown: refused repeats to one number do not use up their neighbours' share", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "2" });
    const phone = neighbours();
    await one.send(phone(1));
    const counted = () =>
      world.table.operations().filter((operation) => operation.includes("prefix#")).length;
    const before = counted();
    for (let i = 0; i < 10; i += 1) await one.send(phone(1));
    expect(counted(), "not even for a moment").toBe(before);
    expect(await one.send(phone(2))).toMatchObject({ success: true });
    expect(await one.send(phone(3))).toMatchObject({ error: "RATE_LIMITED" });
  });

  it("takes the cooldown back from whom it refuses", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "1" });
    const phone = neighbours();
    await one.send(phone(1));
    await one.send(phone(2));
    expect(one.step("cooldown")).toMatchObject({ verdict: "passed", undone: "refused" });
    one.clock.advanceSeconds(3_600);
    expect(await one.send(phone(2))).toMatchObject({ success: true });
  });

  it("is given back for a text that surely was not sent", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "1" });
    const phone = neighbours();
    world.clickSend.misbehave(clickSendError(400));
    await one.send(phone(1));
    expect(one.step("prefix-limit")).toMatchObject({ undone: "not-sent" });
    world.clickSend.behave();
    expect(await one.send(phone(2))).toMatchObject({ success: true });
    expect(await one.send(phone(3))).toMatchObject({ error: "RATE_LIMITED" });
  });

  it("in shadow records what it would have refused, and refuses nothing", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "1", PREFIX_LIMIT_MODE: "shadow" });
    const phone = neighbours();
    for (let i = 0; i < 3; i += 1) expect(await one.send(phone(i))).toMatchObject({ success: true });
    expect(one.step("prefix-limit")).toMatchObject({
      verdict: "refused",
      shadow: true,
      reason: "RATE_LIMITED",
    });
  });
});

describe("skipRateLimit", () => {
  it("skips cooldown and prefix limit, and moves neither", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "1" });
    const phone = newPhone();
    const skip = { skipRateLimit: true };
    const writes = world.table.operations().length;
    for (let i = 0; i < 5; i += 1) expect(await one.send(phone, skip)).toMatchObject({ success: true });
    expect(world.table.operations().slice(writes)).toEqual(
      Array(5).fill(expect.stringMatching(/^PutItem once#/)),
    );
    expect(await one.send(phone), "the first that counts").toMatchObject({ success: true });
    expect(await one.send(phone)).toEqual(rateLimited(60, "1 minute"));
    expect(await one.send(phone, skip)).toMatchObject({ success: true });
    one.clock.advanceSeconds(15);
    expect(await one.send(phone), "the clock has not moved").toEqual(rateLimited(45, "1 minute"));
  });

  it.each([
    ["+2348012345678", MESSAGE, "BLOCKED_COUNTRY"],
    ["+66081234567", MESSAGE, "INVALID_PHONE"],
    [PHONE, `Planted ${"x".repeat(452)}`, "MESSAGE_TOO_LONG"],
  ])("does not skip what holds for everyone: %s, %.7s: %s", async (phone, message, error) => {
    const answer = await smsInstance(world).send(phone, { message, skipRateLimit: true });
    expect(answer).toMatchObject({ success: false, error });
  });
});
