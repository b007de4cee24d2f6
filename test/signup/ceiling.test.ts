import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { testClock } from "../support/clock.ts";
import { newCaller, signupAsk, signupInstance, startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());
afterEach(() => world.behave());

/** Two welcome mails at 160 millionths of a dollar. */
const CEILING = { DAILY_SPEND_LIMIT_USD: "0.00032" };

it("so many are welcomed as the day's money pays for, and the next day as many again", async () => {
  const clock = testClock();
  const signUps = (domain: string) =>
    Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        signupInstance(world, CEILING, clock).send(
          signupAsk({ email: `planted${index}@${domain}` }, { from: newCaller() }),
        ),
      ),
    );
  const replies = await signUps(world.newDomain());
  expect(world.mails()).toHaveLength(2);
  const refused = replies.filter(({ status }) => status !== 201);
  expect(refused).toHaveLength(6);
  for (const { status, body, headers } of refused) {
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ success: false, error: "SPEND_LIMIT" });
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  }
  clock.advanceSeconds(86_400);
  await signUps(world.newDomain());
  expect(world.mails()).toHaveLength(4);
});

it("without it, all are", async () => {
  const one = signupInstance(world, {}, testClock());
  const domain = world.newDomain();
  for (let index = 0; index < 3; index += 1) expect(await one.signUp(`planted${index}@${domain}`)).toBe(201);
});
