import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { testClock } from "../support/clock.ts";
import { rawRequest } from "./support.ts";

const NOON_MS = Date.UTC(2026, 10, 22, 12);

let system: LocalSystem;
const clock = testClock(NOON_MS);
beforeEach(() => clock.set(NOON_MS));

const start = (USAGE_PLANS?: string) =>
  startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, nowMs: clock.nowMs },
    env: USAGE_PLANS === undefined ? {} : { USAGE_PLANS },
  });
beforeAll(async () => {
  system = await start();
});
afterAll(() => system.close());

const usage = (of = system) => rawRequest(`${of.url}/_postern/usage`, "GET");
const call = (key: string, of = system) =>
  rawRequest(`${of.url}/formsubmit`, "POST", [["X-Api-Key", key]], "{}");

it("is empty before there is a key", async () => {
  expect(await usage()).toMatchObject({ status: 200, body: "[]" });
});

it("tells of each client what it has used, and never its key", async () => {
  const [used, unused] = [await system.createDemoKey(), await system.createDemoKey()];
  for (let each = 0; each < 3; each += 1) {
    expect((await call(used)).status).toBe(200);
    clock.advanceSeconds(1);
  }
  expect((await call("pst_nobody")).status).toBe(403);
  const { body } = await usage();
  const demo = { name: "demo", plan: "demo", limit: 10, period: "day", resetAt: "2026-11-23T00:00:00.000Z" };
  const id = expect.stringMatching(/^[0-9a-z]{10}$/);
  expect(JSON.parse(body)).toHaveLength(2);
  expect(JSON.parse(body)).toEqual(
    expect.arrayContaining([
      { id, ...demo, used: 3, remaining: 7, lastUsedOn: "2026-11-22" },
      { id, ...demo, used: 0, remaining: 10, lastUsedOn: null },
    ]),
  );
  for (const key of [used, unused]) expect(body).not.toContain(key.slice(4, 20));
  expect(body).not.toMatch(/[0-9a-f]{32}/);
});

it("begins anew with the day, and remembers the day of the last use", async () => {
  clock.advanceSeconds(86_400);
  expect(JSON.parse((await usage()).body)).toContainEqual(
    expect.objectContaining({ used: 0, remaining: 10, lastUsedOn: "2026-11-22" }),
  );
});

it("says that nothing is counted where a plan has no quota", async () => {
  const own = await start('{"open":{"rate":10,"burst":10}}');
  try {
    await call(await own.createDemoKey(), own);
    const nothing = { used: null, limit: null, remaining: null, period: null, resetAt: null };
    expect(JSON.parse((await usage(own)).body)).toMatchObject([{ plan: "open", ...nothing }]);
  } finally {
    await own.close();
  }
});

it("is a 503 in words while DynamoDB fails", async () => {
  system.faults.set({ dynamodb: "error" });
  expect(await usage()).toMatchObject({
    status: 503,
    body: '{"message":"DynamoDB does not answer as it should. Is a fault set?"}',
  });
  system.faults.set({ dynamodb: "ok" });
  expect((await usage()).status).toBe(200);
});
