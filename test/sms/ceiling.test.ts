import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dynamoDbTable } from "../../src/stores/dynamodb.ts";
import { dynamoDbControls } from "../../src/stores/dynamodb-controls.ts";
import { dynamoDbSpend } from "../../src/stores/dynamodb-spend.ts";
import { connectionTo, TABLE_NAME } from "../stores/support/engines.ts";
import { testClock } from "../support/clock.ts";
import { clickSendError, clickSendStatus } from "./support/clicksend.ts";
import { newPhone, smsInstance } from "./support/instance.ts";
import { resets } from "./support/service.ts";
import { dynamoDbDown } from "./support/table.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
afterEach(() => world.behave());

const clock = testClock();
let day = 0;
// A day of its own for each test: none meets the money of another.
beforeEach(() => clock.set(testClock().nowMs() + day++ * 86_400_000));

const table = () => dynamoDbTable({ ...connectionTo(world.table.url), tableName: TABLE_NAME });
const spent = () => dynamoDbSpend(table()).read(new Date(clock.nowMs()).toISOString().slice(0, 10));

/** A text of one segment to Thailand costs 25,000 millionths of a dollar; the day's money pays for three. */
const CEILING = { DAILY_SPEND_LIMIT_USD: "0.08", SMS_PRICES_USD: "66=0.025" };
const COST = 25_000;

describe("the ceiling on money", () => {
  it("is never passed, by however many instances at once, and says so", async () => {
    const before = world.sent();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => smsInstance(world, CEILING, clock).send(newPhone())),
    );
    expect(world.sent() - before).toBe(3);
    const refused = answers.filter(({ success }) => !success);
    expect(refused).toHaveLength(9);
    for (const answer of refused) {
      expect(answer).toMatchObject({ error: "SPEND_LIMIT", rateLimited: false });
      expect(answer.retryAfterSeconds).toBeLessThanOrEqual(86_400);
    }
    expect(await spent()).toMatchObject({ total: 3 * COST, country66: 3 * COST });
  });

  it("a refused text moves no cooldown: the number may have its text tomorrow, or by another way", async () => {
    const one = smsInstance(world, { ...CEILING, DAILY_SPEND_LIMIT_USD: "0.025" }, clock);
    await one.send(newPhone());
    const phone = newPhone();
    expect(await one.send(phone)).toMatchObject({ error: "SPEND_LIMIT" });
    expect(await smsInstance(world, {}, clock).send(phone)).toMatchObject({ success: true });
  });

  it("counts by country where a country has a limit", async () => {
    const one = smsInstance(
      world,
      { SMS_PRICES_USD: "66=0.025", COUNTRY_SPEND_LIMITS_USD: "66=0.025" },
      clock,
    );
    expect(await one.send(newPhone())).toMatchObject({ success: true });
    expect(await one.send(newPhone())).toMatchObject({ error: "SPEND_LIMIT" });
    expect(await one.send("+60123456780")).toMatchObject({ success: true });
  });

  it("is asked before the first provider, and gives back what surely was not spent", async () => {
    const one = smsInstance(world, CEILING, clock);
    world.clickSend.misbehave(clickSendStatus("INVALID_RECIPIENT"));
    expect(await one.send(newPhone())).toMatchObject({ error: "SEND_FAILED" });
    expect(await spent()).toMatchObject({ total: 0 });
  });

  it("a first provider that surely did not send costs nothing more", async () => {
    const one = smsInstance(world, CEILING, clock);
    world.clickSend.misbehave(clickSendError(401, "UNAUTHORIZED"));
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect(await spent()).toMatchObject({ total: COST });
  });

  it("a second provider after an unknown outcome is paid for once more", async () => {
    const one = smsInstance(world, CEILING, clock);
    world.clickSend.misbehave(resets);
    expect(await one.send(newPhone())).toMatchObject({ success: true, provider: "SNS" });
    expect(await spent()).toMatchObject({ total: 2 * COST });
  });

  it("and is not tried when the money does not last for it", async () => {
    const one = smsInstance(world, { ...CEILING, DAILY_SPEND_LIMIT_USD: "0.025" }, clock);
    world.clickSend.misbehave(resets);
    const before = world.sns.asked();
    expect(await one.send(newPhone())).toMatchObject({ error: "SEND_FAILED", mayHaveBeenSent: true });
    expect(world.sns.asked()).toBe(before);
    expect(await spent()).toMatchObject({ total: COST });
  });

  it("warns once at four fifths of it", async () => {
    const one = smsInstance(world, { ...CEILING, DAILY_SPEND_LIMIT_USD: "0.1" }, clock);
    for (let text = 0; text < 5; text += 1) await one.send(newPhone());
    const warnings = one.decisions().map((line) => ("SpendWarning" in line ? 1 : 0));
    expect(warnings).toEqual([0, 0, 0, 1, 0]);
  });

  it("nothing is sent that nobody can count, although texts go on without a store otherwise", async () => {
    const one = smsInstance(world, CEILING, clock);
    world.table.misbehave(dynamoDbDown);
    const before = world.sent();
    expect(await one.send(newPhone())).toMatchObject({ error: "SPEND_UNKNOWN" });
    expect(world.sent()).toBe(before);
  });

  it("a number of which no price is known counts as the dearest there is", async () => {
    const one = smsInstance(world, { DAILY_SPEND_LIMIT_USD: "0.5" }, clock);
    expect(await one.send(newPhone())).toMatchObject({ success: true });
    expect(await spent()).toMatchObject({ total: 300_000 });
    expect(await one.send(newPhone())).toMatchObject({ error: "SPEND_LIMIT" });
  });
});

describe("a pause", () => {
  it("is honoured within a minute, costs nobody a cooldown, and ends within one", async () => {
    const one = smsInstance(world, { CONTROLS: "true" }, clock);
    expect(await one.send(newPhone())).toMatchObject({ success: true });
    await dynamoDbControls(table()).setPaused(clock.nowMs());
    clock.advanceSeconds(60);
    const phone = newPhone();
    expect(await one.send(phone)).toMatchObject({ error: "SERVICE_PAUSED", retryAfterSeconds: 60 });
    await dynamoDbControls(table()).setPaused(undefined);
    clock.advanceSeconds(60);
    expect(await one.send(phone)).toMatchObject({ success: true });
  });
});

describe("delivery", () => {
  it("through a queue is refused where there is none, and any other word as well", async () => {
    const one = smsInstance(world, {}, clock);
    for (const delivery of ["queue", "later", 7, {}]) {
      expect(await one.send(newPhone(), { delivery })).toMatchObject({ error: "INVALID_REQUEST" });
    }
    expect(await one.send(newPhone(), { delivery: "direct" })).toMatchObject({ success: true });
  });
});
