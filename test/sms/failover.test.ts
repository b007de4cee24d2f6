import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../support/clock.ts";
import { clickSendError, clickSendStatus } from "./support/clicksend.ts";
import { newPhone, smsInstance } from "./support/instance.ts";
import { API_KEY, USERNAME } from "./support/leaks.ts";
import { CLICKSEND_SECRET, secretsError } from "./support/secrets.ts";
import { answers, cutsOff, type Respond, resets } from "./support/service.ts";
import { snsError } from "./support/sns.ts";
import { startWorld, type World } from "./support/world.ts";

/*
 * The failover table of both providers, line by line, by wire. Each line says whether the second provider may be tried;
 * the rest follows: a cooldown is taken back when surely nothing was sent, and kept when nobody knows.
 * What hangs is in time-outs.test.ts.
 */

type Env = Readonly<Record<string, string>>;
interface Failure {
  readonly respond?: Respond;
  readonly env?: Env;
  /** What the log gives as the reason. */
  readonly reason: string;
  /** How often ClickSend is asked. */
  readonly asked?: number;
}

const inA200 = (status: string): readonly [string, Failure] => [
  `${status} in a 200`,
  { respond: clickSendStatus(status), reason: status },
];
const withoutId = (status: string, message_id: unknown = undefined): readonly [string, Failure] => [
  `${status} in a 200, with message_id ${message_id}`,
  { respond: clickSendStatus(status, { message_id }), reason: status },
];
const http = (status: number, asked = 1): readonly [string, Failure] => [
  `HTTP ${status}`,
  { respond: clickSendError(status), reason: `HTTP_${status}`, asked },
];
const malformed = (name: string, body: string): readonly [string, Failure] => [
  `a 200 with ${name}`,
  { respond: answers(200, "application/json", body), reason: "MALFORMED_ANSWER" },
];

const OURS: readonly (readonly [string, Failure])[] = [
  ["nobody listens", { env: { CLICKSEND_URL: "http://127.0.0.1:1" }, reason: "ECONNREFUSED", asked: 0 }],
  [
    "its name is not found",
    {
      env: { CLICKSEND_URL: "http://clicksend.invalid" },
      reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      asked: 0,
    },
  ],
  [
    "no TLS where there should be",
    { env: { CLICKSEND_URL: "https://127.0.0.1:PORT" }, reason: expect.any(String), asked: 0 },
  ],
  ...[403, 404, 405, 429].map((status) => http(status)),
  ...["INSUFFICIENT_CREDIT", "INVALID_SENDER_ID", "MISSING_CREDENTIALS", "INVALID_CREDENTIALS"].map(inA200),
  ...["ACCOUNT_NOT_ACTIVATED", "REGISTRATION_NEEDED", "INTERNAL_ERROR", "SOMETHING_IS_WRONG"].map(inA200),
  withoutId("INSUFFICIENT_CREDIT"),
];

const NO_SECOND: readonly (readonly [string, Failure])[] = [
  http(400),
  ...["INVALID_RECIPIENT", "EMPTY_MESSAGE", "MISSING_REQUIRED_FIELDS"].map(inA200),
  ...["TOO_MANY_RECIPIENTS", "INVALID_SCHEDULE"].map(inA200),
  ...["THROTTLED", "ALREADY_EXISTS", "COUNTRY_NOT_ENABLED"].map(inA200),
  ...["THROTTLED", "INVALID_RECIPIENT", "COUNTRY_NOT_ENABLED"].map((status) => withoutId(status)),
  ...[null, "", 0].map((id) => withoutId("COUNTRY_NOT_ENABLED", id)),
];

const UNKNOWN: readonly (readonly [string, Failure])[] = [
  ["a reset", { respond: resets, reason: "ECONNRESET" }],
  ["an answer that breaks off", { respond: cutsOff, reason: "ANSWER_CUT_OFF" }],
  ...[500, 502, 503, 504].map((status) => http(status)),
  malformed("no JSON", "<html>planted"),
  malformed("nothing", ""),
  malformed("null", "null"),
  malformed("no messages", '{"http_code":200,"data":{"messages":[]}}'),
  malformed("no status", '{"data":{"messages":[{"message_id":"planted"}]}}'),
  malformed("a status that is no text", '{"data":{"messages":[{"status":1,"message_id":"planted"}]}}'),
  malformed("success without an id", '{"data":{"messages":[{"status":"SUCCESS"}]}}'),
  [
    "an answer over a megabyte",
    { respond: answers(200, "application/json", " ".repeat(1_100_000)), reason: "ANSWER_TOO_LARGE" },
  ],
  [
    "a status nobody has heard of in a 200",
    { respond: clickSendStatus("PLANTED_STATUS"), reason: "UNKNOWN_STATUS" },
  ],
];

/** SNS in its own words, or not at all. */
const SNS_SURELY_NOT: readonly (readonly [string, Respond])[] = [
  ["InvalidParameter", snsError(400, "InvalidParameter")],
  ["AuthorizationError", snsError(403, "AuthorizationError")],
  ["Throttled", snsError(429, "Throttled")],
];
const SNS_UNKNOWN: readonly (readonly [string, Respond])[] = [
  ["InternalFailure", snsError(500, "InternalFailure")],
  ["ServiceUnavailable", snsError(503, "ServiceUnavailable")],
  ["a reset", resets],
];

let world: World;
let plain: Server;
beforeAll(async () => {
  world = await startWorld();
  plain = createServer((socket: Socket) => void socket.on("error", () => undefined).end("not TLS\r\n"));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  plain.close();
  await world.close();
});
afterEach(() => world.behave());

let asked: number;
let published: number;
beforeEach(() => {
  asked = world.clickSend.asked();
  published = world.sns.asked();
});
const clickSendAsked = () => world.clickSend.asked() - asked;
const snsAsked = () => world.sns.asked() - published;

function instance({ respond, env = {} }: Partial<Failure>, more: Env = {}, clock = testClock()) {
  if (respond) world.clickSend.misbehave(respond);
  const { port } = plain.address() as { port: number };
  const filled = Object.entries({ ...env, ...more }).map(([name, value]) => [
    name,
    value.replace("PORT", `${port}`),
  ]);
  return smsInstance(world, Object.fromEntries(filled), clock);
}

type Instance = ReturnType<typeof smsInstance>;

const fallback = (one: Instance) => one.lines().find(({ message }) => message === "Falling back to SNS");

const NOT_SENT = {
  success: false,
  error: "SEND_FAILED",
  message: "The message could not be sent. Please try again later.",
  rateLimited: false,
};
const MAYBE_SENT = { ...NOT_SENT, message: expect.stringMatching(/nobody knows/i), mayHaveBeenSent: true };

/** An honest retry passes once the floor of 5 s is over, and not before. */
async function expectCooldownUndone(one: Instance, phone: string) {
  expect(one.decision()).toMatchObject({ outcome: "failed", reason: "SEND_FAILED" });
  for (const check of ["cooldown", "prefix-limit", "once"]) {
    expect(one.step(check)).toMatchObject({ verdict: "passed", undone: "not-sent" });
  }
  world.behave();
  const retry = smsInstance(world, {}, one.clock);
  one.clock.advanceSeconds(4.999);
  expect(await retry.send(phone)).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 1 });
  one.clock.advanceSeconds(0.001);
  expect(await retry.send(phone)).toMatchObject({ success: true, provider: "ClickSend" });
}

async function expectCooldownKept(one: Instance, phone: string) {
  expect(one.decision()).toMatchObject({ outcome: "unknown", reason: "SEND_FAILED" });
  for (const check of ["cooldown", "prefix-limit", "once"])
    expect(one.step(check)).not.toHaveProperty("undone");
  world.behave();
  one.clock.advanceSeconds(5);
  expect(await smsInstance(world, {}, one.clock).send(phone)).toMatchObject({
    error: "RATE_LIMITED",
    retryAfterSeconds: 55,
  });
}

describe.each(OURS)("surely not sent, our side: %s", (_, failure) => {
  it("SNS is tried, and told of with the reason", async () => {
    const one = instance(failure);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect([clickSendAsked(), snsAsked()]).toEqual([failure.asked ?? 1, 1]);
    expect(fallback(one)).toMatchObject({ level: "WARN", reason: failure.reason, ambiguous: false });
    expect(one.decision()).toMatchObject({ outcome: "sent", reason: "SENT" });
  });

  it("when SNS surely did not send either, the cooldown is taken back", async () => {
    const one = instance(failure);
    const phone = newPhone();
    world.sns.misbehave(snsError(400, "InvalidParameter"));
    expect(await one.send(phone)).toEqual(NOT_SENT);
    await expectCooldownUndone(one, phone);
  });
});

describe.each(NO_SECOND)("surely not sent, and no other provider is asked: %s", (_, failure) => {
  it("SEND_FAILED, the cooldown is taken back", async () => {
    const one = instance(failure);
    const phone = newPhone();
    expect(await one.send(phone)).toEqual(NOT_SENT);
    expect([clickSendAsked(), snsAsked()]).toEqual([1, 0]);
    expect(fallback(one)).toBeUndefined();
    await expectCooldownUndone(one, phone);
  });
});

describe.each(UNKNOWN)("an unknown outcome: %s", (_, failure) => {
  it("SNS is tried once, ClickSend never again, and it is counted as ambiguous", async () => {
    const one = instance(failure);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect([clickSendAsked(), snsAsked()]).toEqual([1, 1]);
    expect(fallback(one)).toMatchObject({ level: "WARN", reason: failure.reason, ambiguous: true });
  });

  it("when SNS surely did not send, ClickSend still may have: the cooldown is kept", async () => {
    const one = instance(failure);
    const phone = newPhone();
    world.sns.misbehave(snsError(400, "InvalidParameter"));
    expect(await one.send(phone)).toEqual(MAYBE_SENT);
    expect([clickSendAsked(), snsAsked()]).toEqual([1, 1]);
    await expectCooldownKept(one, phone);
  });
});

describe("FALLBACK_ON_POLICY_BLOCK", () => {
  it("true also tries SNS when the account forbids the country", async () => {
    const one = instance(
      { respond: clickSendStatus("COUNTRY_NOT_ENABLED") },
      { FALLBACK_ON_POLICY_BLOCK: "true" },
    );
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect(fallback(one)).toMatchObject({ reason: "COUNTRY_NOT_ENABLED", ambiguous: false });
  });

  it.each(["INVALID_RECIPIENT", "THROTTLED"])("true changes nothing for %s", async (status) => {
    const one = instance({ respond: clickSendStatus(status) }, { FALLBACK_ON_POLICY_BLOCK: "true" });
    expect(await one.send(newPhone())).toEqual(NOT_SENT);
    expect(snsAsked()).toBe(0);
  });
});

describe("when SNS is asked after a refusal of ClickSend's", () => {
  it.each(SNS_SURELY_NOT)("and refuses with %s, surely nothing was sent", async (_, respond) => {
    const one = instance({ respond: clickSendError(403) });
    world.sns.misbehave(respond);
    const phone = newPhone();
    expect(await one.send(phone)).toEqual(NOT_SENT);
    expect(snsAsked()).toBe(1);
    await expectCooldownUndone(one, phone);
  });

  it.each(SNS_UNKNOWN)("and fails with %s, it may have sent", async (_, respond) => {
    const one = instance({ respond: clickSendError(403) });
    world.sns.misbehave(respond);
    const phone = newPhone();
    expect(await one.send(phone)).toEqual(MAYBE_SENT);
    expect(snsAsked(), "once: it has no idempotency key").toBe(1);
    await expectCooldownKept(one, phone);
  });

  it("and nobody listens there, surely nothing was sent", async () => {
    const one = instance({ respond: clickSendError(403) }, { AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:1" });
    const phone = newPhone();
    expect(await one.send(phone)).toEqual(NOT_SENT);
    await expectCooldownUndone(one, phone);
  });
});

describe("a number that has opted out at SNS", () => {
  const OPTED_OUT = {
    success: false,
    error: "OPTED_OUT",
    message: expect.stringMatching(/has opted out/),
    rateLimited: false,
  };

  it.each([
    [400, "OptedOut"],
    [403, "OptedOut"],
    [400, "OptedOutException"],
  ])("%i %s is a code of its own, and nothing that passes with time", async (status, name) => {
    const one = instance({ respond: clickSendError(403) });
    world.sns.misbehave(snsError(status, name));
    expect(await one.send(newPhone())).toEqual(OPTED_OUT);
    expect(one.decision()).toMatchObject({
      ...{ level: "INFO", outcome: "refused", reason: "OPTED_OUT" },
      detail: expect.stringMatching(/^HTTP_403, OptedOut/),
    });
    expect(one.decision(), "a person's decision is no fault").not.toHaveProperty("error");
    for (const check of ["cooldown", "prefix-limit", "once"])
      expect(one.step(check)).toMatchObject({ verdict: "passed", undone: "not-sent" });
  });

  it("is not said of a text that ClickSend may have sent", async () => {
    const one = instance({ respond: clickSendError(500) });
    world.sns.misbehave(snsError(400, "OptedOut"));
    expect(await one.send(newPhone())).toEqual(MAYBE_SENT);
  });
});

describe("credentials that ClickSend refuses", () => {
  const MINUTE_SECONDS = 60;
  const rotated = { username: USERNAME, api_key: `${API_KEY}-ROTATED` };
  const rotate = () => {
    world.clickSend.accept(rotated.username, rotated.api_key);
    world.secrets.put(CLICKSEND_SECRET, JSON.stringify(rotated));
  };
  afterEach(() => {
    world.clickSend.accept(USERNAME, API_KEY);
    world.secrets.put(CLICKSEND_SECRET, JSON.stringify({ username: USERNAME, api_key: API_KEY }));
  });
  const reads = () => world.secrets.reads(CLICKSEND_SECRET);

  it("are read once and kept by an instance", async () => {
    const one = smsInstance(world);
    const before = reads();
    for (let i = 0; i < 3; i += 1) {
      await one.send(newPhone());
      one.clock.advanceSeconds(3_600);
    }
    expect(reads() - before).toBe(1);
  });

  it("are read again and the text sent with the new ones, through ClickSend", async () => {
    const one = smsInstance(world);
    await one.send(newPhone());
    rotate();
    one.clock.advanceSeconds(MINUTE_SECONDS);
    const before = [reads(), world.clickSend.asked(), world.clickSend.arrived().length];
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "ClickSend" });
    expect([reads(), world.clickSend.asked(), world.clickSend.arrived().length]).toEqual([
      (before[0] ?? 0) + 1,
      (before[1] ?? 0) + 2,
      (before[2] ?? 0) + 1,
    ]);
    expect(fallback(one)).toBeUndefined();
  });

  it("are not read again within a minute, nor tried again: ClickSend has just refused them", async () => {
    const one = smsInstance(world);
    await one.send(newPhone());
    world.clickSend.accept("somebody", "else");
    one.clock.advanceSeconds(MINUTE_SECONDS);
    const [readBefore, askedBefore] = [reads(), world.clickSend.asked()];
    for (let i = 0; i < 4; i += 1) {
      expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
      one.clock.advanceSeconds(14);
    }
    expect(reads() - readBefore).toBe(1);
    expect(
      world.clickSend.asked() - askedBefore,
      "one request for each text: the same ones would be refused",
    ).toBe(4);
    expect(fallback(one)).toMatchObject({ reason: "HTTP_401", ambiguous: false });
    one.clock.advanceSeconds(4);
    await one.send(newPhone());
    expect(reads() - readBefore, "after a minute").toBe(2);
  });

  it("when both providers refuse, the cooldown is taken back", async () => {
    world.clickSend.accept("somebody", "else");
    world.sns.misbehave(snsError(400, "InvalidParameter"));
    const one = smsInstance(world);
    const phone = newPhone();
    expect(await one.send(phone)).toEqual(NOT_SENT);
    world.clickSend.accept(USERNAME, API_KEY);
    await expectCooldownUndone(one, phone);
  });

  it.each([
    ["no JSON", "planted"],
    ["another shape", '{"user":"planted"}'],
    ["a blank key", '{"username":"planted-username","api_key":""}'],
    ["JSON null", "null"],
  ])("and a secret that holds %s: SNS is tried", async (_, text) => {
    world.secrets.put(CLICKSEND_SECRET, text);
    const one = smsInstance(world);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect(fallback(one)).toMatchObject({ reason: "NO_CREDENTIALS", ambiguous: false });
    expect(clickSendAsked()).toBe(0);
  });

  it("and a secret that cannot be read: SNS is tried, and it is read again after 5 seconds", async () => {
    const one = smsInstance(world);
    await one.send(newPhone());
    const other = smsInstance(world, { CLICKSEND_SECRET_ARN: "planted-no-such-secret" });
    expect(await other.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect(fallback(other)).toMatchObject({ reason: "NO_CREDENTIALS" });
    world.secrets.put("planted-no-such-secret", JSON.stringify({ username: USERNAME, api_key: API_KEY }));
    expect(await other.send(newPhone()), "not asked for yet").toMatchObject({ provider: "SNS" });
    other.clock.advanceSeconds(5);
    expect(await other.send(newPhone())).toMatchObject({ success: true, provider: "ClickSend" });
  });

  it("a re-reading that fails after a 401 falls over to SNS", async () => {
    const one = smsInstance(world);
    await one.send(newPhone());
    rotate();
    world.secrets.misbehave(secretsError(500, "InternalServiceError"));
    one.clock.advanceSeconds(MINUTE_SECONDS);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    world.behave();
    one.clock.advanceSeconds(5);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "ClickSend" });
  });
});
