import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalSystem, startLocalSystem } from "../../local/system.ts";
import { testClock } from "../support/clock.ts";
import { rawRequest, testFunction } from "./support.ts";

/** A morning, so that a day's calls stay within the day. */
const MORNING_MS = Date.UTC(2024, 0, 30, 9, 0, 0);
const MIDNIGHT_MS = Date.UTC(2024, 0, 31);
const BODY = '{"name":"John Doe","email":"johndoe@example.com"}';

const FORBIDDEN = {
  status: 403,
  body: '{"message":"Forbidden"}',
  headers: { "x-amzn-errortype": "ForbiddenException" },
};
const TOO_FAST = {
  status: 429,
  body: '{"message":"Too Many Requests"}',
  headers: { "x-amzn-errortype": "TooManyRequestsException" },
};
const USED_UP = {
  status: 429,
  body: '{"message":"Limit Exceeded"}',
  headers: { "x-amzn-errortype": "LimitExceededException" },
};

const clock = testClock(MORNING_MS);
let system: LocalSystem;
const printed: string[] = [];
beforeAll(async () => {
  const nowMs = clock.nowMs;
  system = await startLocalSystem({ port: 0, dynamodbPort: 0, nowMs, print: (line) => printed.push(line) });
});
afterAll(() => system.close());

const withKey = (key?: string): [string, string][] => (key === undefined ? [] : [["X-Api-Key", key]]);
const call = (key?: string, more: [string, string][] = [], where = system) =>
  rawRequest(`${where.url}/formsubmit`, "POST", [...withKey(key), ...more], BODY);
const stamped = () => BODY.replace("}", `,"timestamp":${Math.floor(clock.nowMs() / 1_000)}}`);

describe("the walk of the source text", () => {
  let key: string;
  beforeAll(async () => {
    key = await system.createDemoKey();
  });

  it("refuses a call without a key, and one with a key that nobody was given", async () => {
    const other = await startLocalSystem({ port: 0, dynamodbPort: 0 });
    const foreign = await other.createDemoKey();
    await other.close();
    for (const wrong of [undefined, "", "1234567890asdfghjkl", foreign]) {
      const answer = await call(wrong);
      expect(answer).toMatchObject(FORBIDDEN);
      expect(answer.headers).not.toHaveProperty("ratelimit");
    }
  });

  it("answers with the timestamp added, and tells what is left of the day", async () => {
    const answer = await call(key);
    expect(answer).toMatchObject({ status: 200, body: stamped() });
    expect(answer.headers.ratelimit).toBe('"demo";r=9;t=54000');
  });

  it("refuses a second call within the second", async () => {
    clock.advanceSeconds(0.999);
    const headers = { ...TOO_FAST.headers, "retry-after": "1", ratelimit: '"demo-rate";r=0;t=1' };
    expect(await call(key)).toMatchObject({ ...TOO_FAST, headers });
  });

  it("answers the tenth call of the day, and refuses the eleventh until midnight", async () => {
    for (let each = 2; each <= 10; each += 1) {
      clock.advanceSeconds(1);
      expect(await call(key), `call ${each}`).toMatchObject({ status: 200, body: stamped() });
    }
    clock.set(MIDNIGHT_MS - 60_000);
    const headers = { ...USED_UP.headers, "retry-after": "60", ratelimit: '"demo";r=0;t=60' };
    expect(await call(key)).toMatchObject({ ...USED_UP, headers });
  });

  it("begins anew on the next day", async () => {
    clock.set(MIDNIGHT_MS);
    const answer = await call(key);
    expect(answer).toMatchObject({ status: 200, body: stamped() });
    expect(answer.headers.ratelimit).toBe('"demo";r=9;t=86400');
  });
});

describe("the key", () => {
  it("is asked for whatever form of event the caller chooses", async () => {
    expect(await call(undefined, [["x-postern-payload", "2.0"]])).toMatchObject(FORBIDDEN);
    expect(await call(await system.createDemoKey(), [["x-postern-payload", "2.0"]])).toMatchObject({
      status: 200,
    });
  });

  it("is not asked for where the function is invoked directly: the source text's test event answers 200", async () => {
    for (const name of ["postern-formsubmit-dev", "postern-formsubmit-prod"]) {
      const event = { httpMethod: "POST", path: "/formsubmit", headers: {}, body: BODY };
      const url = `${system.url}/2015-03-31/functions/${name}/invocations`;
      const { body } = await rawRequest(url, "POST", [], JSON.stringify(event));
      expect(JSON.parse(body)).toMatchObject({ statusCode: 200, body: stamped() });
    }
  });

  it("leaves no trace in the log, nor does its name", async () => {
    const key = await system.createDemoKey();
    await call(key);
    await call(key);
    const logged = [...printed, JSON.stringify(system.decisions.list())].join("\n");
    expect(logged).toContain("TOO_MANY_REQUESTS");
    expect(logged).not.toContain(key.slice(4, 20));
    expect(logged).not.toContain("x-api-key");
  });

  it("is judged before the body is read", async () => {
    const tooLong: [string, string][] = [
      ["Content-Length", String(11 * 1024 * 1024)],
      ["Connection", "close"],
    ];
    expect(await rawRequest(`${system.url}/formsubmit`, "POST", tooLong)).toMatchObject(FORBIDDEN);
  });
});

describe("when DynamoDB fails", () => {
  beforeEach(() => {
    system.decisions.clear();
    clock.advanceSeconds(3_600);
    return () => system.faults.set({ dynamodb: "ok" });
  });

  it("nobody unknown is let in: 500, and the log says why", async () => {
    const key = await system.createDemoKey();
    system.faults.set({ dynamodb: "error" });
    expect(await call(key)).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' });
    expect(await call()).toMatchObject(FORBIDDEN);
    expect(system.decisions.list()[0]).toMatchObject({
      function: "gateway",
      outcome: "failed",
      reason: "INTERNAL_ERROR",
      status: 500,
      trail: [{ check: "usage-plan", verdict: "broke" }],
    });
    system.faults.set({ dynamodb: "ok" });
    expect(await call(key)).toMatchObject({ status: 200 });
  });

  it("whoever was known a moment ago is counted by the gateway itself, and the log says degraded", async () => {
    const key = await system.createDemoKey();
    expect(await call(key)).toMatchObject({ status: 200 });
    clock.advanceSeconds(2);
    system.faults.set({ dynamodb: "error" });
    expect(await call(key)).toMatchObject({ status: 200, body: stamped() });
    expect(await call(key)).toMatchObject(TOO_FAST);
    const [, admitted, , refused] = system.decisions.list();
    const degraded = [expect.stringContaining("counts by itself")];
    expect(admitted).toMatchObject({
      function: "gateway",
      outcome: "answered",
      reason: "ADMITTED",
      degraded,
    });
    expect(refused).toMatchObject({ function: "gateway", reason: "TOO_MANY_REQUESTS", degraded });
  });
});

describe("USAGE_PLANS", () => {
  it("is the gateway's, and the first plan has the first key where there is no demo", async () => {
    const USAGE_PLANS = '{"gold":{"rate":100,"burst":3}}';
    const nowMs = clock.nowMs;
    const own = await startLocalSystem({ port: 0, dynamodbPort: 0, env: { USAGE_PLANS }, nowMs });
    try {
      const key = await own.createDemoKey();
      const statuses: number[] = [];
      for (let each = 0; each < 4; each += 1) statuses.push((await call(key, [], own)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
    } finally {
      await own.close();
    }
  });

  it("keeps the system from starting when it makes no sense, in one line with the remedy", async () => {
    const env = { USAGE_PLANS: '{"demo":{"rate":0,"burst":1}}', LOG_LEVEL: "loud" };
    await expect(startLocalSystem({ port: 0, dynamodbPort: 0, env })).rejects.toThrow(
      /^USAGE_PLANS has a plan \(number 1\) that makes no sense\. Write, [^\n]+\nLOG_LEVEL [^\n]+$/,
    );
  });
});

it("a function that fails still tells its caller what is left", async () => {
  const failing = testFunction(
    async () => {
      throw new RangeError("no");
    },
    { routes: { "/fails": { payload: "1.0", requiresKey: true } } },
  );
  const own = await startLocalSystem({
    ...{ port: 0, dynamodbPort: 0, functions: { failing } },
    nowMs: () => MORNING_MS,
  });
  try {
    const key = await own.createDemoKey();
    expect(await rawRequest(`${own.url}/fails`, "POST", withKey(key))).toMatchObject({
      status: 502,
      headers: { ratelimit: '"demo";r=9;t=54000' },
    });
  } finally {
    await own.close();
  }
});
