import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clickSendError } from "./support/clicksend.ts";
import { newPhone, smsInstance } from "./support/instance.ts";
import { PHONE_HASH_SECRET, secretsError } from "./support/secrets.ts";
import { answers, type Respond, resets } from "./support/service.ts";
import { dynamoDbDown } from "./support/table.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

const TEXTS_PER_HOUR = 30;

const WAYS_DOWN: readonly (readonly [string, Respond])[] = [
  ["an internal error", dynamoDbDown],
  ["a reset", resets],
  ["throttling", dynamoDbError("ProvisionedThroughputExceededException")],
  ["no rights", dynamoDbError("AccessDeniedException")],
  ["no such table", dynamoDbError("ResourceNotFoundException")],
];

function dynamoDbError(type: string): Respond {
  return answers(400, "application/x-amz-json-1.0", JSON.stringify({ __type: `x#${type}`, message: "no" }));
}

describe.each(WAYS_DOWN)("while DynamoDB answers with %s", (_, down) => {
  it("an instance goes on, counts by itself, and says so on every line, as an error", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    world.table.misbehave(down);
    expect(await one.send(phone)).toMatchObject({ success: true });
    expect(await one.send(phone)).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 60 });
    for (const line of one.decisions()) {
      expect(line).toMatchObject({ level: "ERROR", Degraded: 1 });
      expect(line.degraded?.[0]).toBe(
        "the store or the phone hash key is out of reach: this instance counts by itself, and little",
      );
    }
  });

  it("with ON_STORE_FAILURE=deny nothing is sent, not even with skipRateLimit", async () => {
    const one = smsInstance(world, { ON_STORE_FAILURE: "deny" });
    world.table.misbehave(down);
    const before = world.sent();
    for (const more of [{}, { skipRateLimit: true }, { idempotencyKey: "planted key" }]) {
      expect(await one.send(newPhone(), more)).toEqual({
        success: false,
        error: "SEND_FAILED",
        message: "The message could not be sent. Please try again later.",
        rateLimited: false,
      });
      expect(one.lines().at(-1)).toMatchObject({ level: "ERROR", Degraded: 1 });
    }
    expect(world.sent()).toBe(before);
  });
});

describe("while DynamoDB is down", () => {
  it(`an instance sends ${TEXTS_PER_HOUR} texts an hour, whomever to, and not one more`, async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "1000" });
    one.clock.advanceSeconds(600);
    world.table.misbehave(dynamoDbDown);
    const before = world.sent();
    const answered = [];
    for (let i = 0; i < TEXTS_PER_HOUR + 5; i += 1) answered.push(await one.send(newPhone()));
    expect(world.sent() - before).toBe(TEXTS_PER_HOUR);
    expect(answered.at(-1)).toMatchObject({ error: "RATE_LIMITED", retryAfterSeconds: 3_000 });
    one.clock.advanceSeconds(3_000);
    expect(await one.send(newPhone()), "the next hour").toMatchObject({ success: true });
  });

  it("whoever waits for his cooldown does not use up the limit of the instance", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    world.table.misbehave(dynamoDbDown);
    for (let i = 0; i < TEXTS_PER_HOUR * 2; i += 1) await one.send(phone);
    expect(await one.send(newPhone())).toMatchObject({ success: true });
  });

  it("neighbours are limited by the instance too", async () => {
    const one = smsInstance(world, { PREFIX_LIMIT_PER_HOUR: "2" });
    const prefix = newPhone().slice(0, -4);
    world.table.misbehave(dynamoDbDown);
    for (const last of ["0001", "0002"])
      expect(await one.send(prefix + last)).toMatchObject({ success: true });
    expect(await one.send(`${prefix}0003`)).toMatchObject({ error: "RATE_LIMITED" });
  });

  it("a request that is repeated is sent once by an instance", async () => {
    const one = smsInstance(world);
    world.table.misbehave(dynamoDbDown);
    const [phone, skip] = [newPhone(), { skipRateLimit: true }];
    expect(await one.send(phone, skip, "repeated while down")).toMatchObject({ success: true });
    expect(await one.send(phone, skip, "repeated while down")).toMatchObject({ success: false });
  });

  it("a text that surely was not sent gives back what it took, here as well", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    world.table.misbehave(dynamoDbDown);
    world.clickSend.misbehave(clickSendError(400));
    for (let i = 0; i < TEXTS_PER_HOUR * 2; i += 1) await one.send(newPhone());
    expect(await one.send(phone)).toMatchObject({ error: "SEND_FAILED" });
    expect(one.step("cooldown")).toMatchObject({ undone: "not-sent" });
    world.clickSend.behave();
    one.clock.advanceSeconds(5);
    expect(await one.send(phone)).toMatchObject({ success: true });
  });

  it("the table counts again as soon as it answers", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    world.table.misbehave(dynamoDbDown);
    await one.send(phone);
    world.behave();
    expect(await one.send(phone)).toMatchObject({ success: true });
    expect(one.decision()).not.toHaveProperty("degraded");
    expect(await smsInstance(world).send(phone)).toMatchObject({ error: "RATE_LIMITED" });
  });
});

it("an undo that fails does not hide what was decided: it is logged, and the others still run", async () => {
  const one = smsInstance(world);
  world.clickSend.misbehave((response, received) => {
    world.table.misbehave(dynamoDbDown);
    clickSendError(400)(response, received);
  });
  expect(await one.send(newPhone())).toMatchObject({ error: "SEND_FAILED" });
  for (const check of ["cooldown", "prefix-limit", "once"]) {
    expect(one.step(check)).toMatchObject({ verdict: "passed", error: { name: "Unavailable" } });
  }
  expect(one.lines().at(-1)?.level).toBe("ERROR");
});

describe("while Secrets Manager is down", () => {
  const down = secretsError(500, "InternalServiceError");

  it("a text goes through SNS, under references that this instance alone knows, and the log says so", async () => {
    const one = smsInstance(world);
    const phone = newPhone();
    world.secrets.misbehave(down);
    expect(await one.send(phone)).toMatchObject({ success: true, provider: "SNS" });
    expect(one.step("references")).toMatchObject({ verdict: "passed", degraded: expect.any(String) });
    expect(one.lines().at(-1)?.level).toBe("ERROR");
    expect(await one.send(phone)).toMatchObject({ error: "RATE_LIMITED" });
  });

  it("an instance sends 30 texts an hour and no more, whoever they are for", async () => {
    const one = smsInstance(world);
    world.secrets.misbehave(down);
    for (let i = 0; i < 30; i += 1) expect(await one.send(newPhone())).toMatchObject({ success: true });
    expect(await one.send(newPhone())).toMatchObject({ error: "RATE_LIMITED" });
    expect(await one.send(newPhone(), { skipRateLimit: true })).toMatchObject({ success: true });
  });

  it("a text with an idempotencyKey is held back: two instances would send it twice", async () => {
    const before = world.sent();
    const one = smsInstance(world);
    world.secrets.misbehave(down);
    expect(await one.send(newPhone(), { idempotencyKey: "once" })).toMatchObject({ error: "SEND_FAILED" });
    expect(world.sent()).toBe(before);
  });

  it("with ON_STORE_FAILURE=deny nothing is sent", async () => {
    const before = world.sent();
    world.secrets.misbehave(down);
    const answer = await smsInstance(world, { ON_STORE_FAILURE: "deny" }).send(newPhone());
    expect(answer).toMatchObject({ error: "SEND_FAILED" });
    expect(world.sent()).toBe(before);
  });

  it("an instance that has read them does not notice", async () => {
    const one = smsInstance(world);
    await one.send(newPhone());
    world.secrets.misbehave(down);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "ClickSend" });
    expect(one.decision()).not.toHaveProperty("degraded");
  });

  it("a key for references that is too short to keep a secret is not used", async () => {
    world.secrets.put("planted-short", "fifteen-letters");
    const one = smsInstance(world, { PHONE_HASH_SECRET_ARN: "planted-short" });
    await one.send(newPhone());
    expect(one.step("references")).toMatchObject({ degraded: expect.any(String) });
    expect(world.secrets.reads(PHONE_HASH_SECRET)).toBeGreaterThan(0);
  });
});

it("a bug is not an outage: nothing is sent, the answer holds no detail, and the log has the error", async () => {
  const one = smsInstance(world);
  const phone = newPhone();
  const before = world.sent();
  world.table.misbehave(
    answers(
      200,
      "application/x-amz-json-1.0",
      JSON.stringify({ Item: { answer: { S: "not JSON" }, ttl: { N: "9999999999" } } }),
    ),
  );
  expect(await one.send(phone, { idempotencyKey: "planted bug" })).toEqual({
    success: false,
    error: "SEND_FAILED",
    message: "The message could not be sent. Please try again later.",
    rateLimited: false,
  });
  expect(one.decision()).toMatchObject({
    outcome: "failed",
    reason: "INTERNAL_ERROR",
    error: { name: "SyntaxError" },
  });
  expect(one.lines().at(-1)?.level).toBe("ERROR");
  expect(world.sent()).toBe(before);
});
